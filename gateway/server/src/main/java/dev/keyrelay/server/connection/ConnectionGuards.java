package dev.keyrelay.server.connection;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;

/** Gives each connection of the server a {@link ConnectionGuard}. */
@Singleton
final class ConnectionGuards implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(new OfServer());
    return event.getBean();
  }

  private record OfServer() implements NettyServerCustomizer {

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return role == ChannelRole.CONNECTION ? new OfConnection(channel) : this;
    }
  }

  private record OfConnection(Channel channel) implements NettyServerCustomizer {

    @Override
    public NettyServerCustomizer specializeForChannel(Channel stream, ChannelRole role) {
      return this;
    }

    @Override
    public void onStreamPipelineBuilt() {
      new ConnectionGuard()
          .around(channel.pipeline(), ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC);
    }
  }
}
