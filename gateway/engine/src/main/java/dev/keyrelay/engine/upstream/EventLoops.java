package dev.keyrelay.engine.upstream;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;

/**
 * Event loops that the client shares with a server, so that both use the same threads and the same
 * transport. Their owner shuts them down.
 *
 * @param group the loops
 * @param sockets makes the sockets that fit them
 */
public record EventLoops(EventLoopGroup group, ChannelFactory<? extends SocketChannel> sockets) {}
