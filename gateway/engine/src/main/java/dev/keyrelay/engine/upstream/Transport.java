package dev.keyrelay.engine.upstream;

import io.micronaut.buffer.netty.NettyByteBufferFactory;
import io.micronaut.core.annotation.AnnotationMetadataResolver;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.bind.DefaultRequestBinderRegistry;
import io.micronaut.http.body.ContextlessMessageBodyHandlerRegistry;
import io.micronaut.http.client.DefaultHttpClientConfiguration;
import io.micronaut.http.client.HttpVersionSelection;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.filter.DefaultHttpClientFilterResolver;
import io.micronaut.http.client.netty.DefaultHttpClient;
import io.micronaut.http.client.netty.NettyClientCustomizer;
import io.micronaut.http.client.netty.ssl.NettyClientSslBuilder;
import io.micronaut.http.codec.MediaTypeCodecRegistry;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.runtime.ApplicationConfiguration;
import io.micronaut.websocket.context.WebSocketBeanRegistry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes Micronaut's HTTP client without an application context. */
final class Transport {

  private static final int MAX_HEADERS = 64 * 1024;
  private static final Duration OFF = Duration.ofSeconds(-1);

  private Transport() {}

  static EventLoops loops() {
    return new EventLoops(
        new MultiThreadIoEventLoopGroup(
            NettyRuntime.availableProcessors(),
            new DefaultThreadFactory("upstream", true),
            NioIoHandler.newFactory()),
        NioSocketChannel::new);
  }

  static void shutDown(EventLoopGroup group) {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** The only constructor that takes event loops is one that Micronaut marks as deprecated. */
  @SuppressWarnings("deprecation")
  static RawHttpClient client(UpstreamOptions options, EventLoops loops) {
    return new DefaultHttpClient(
        null,
        null,
        configuration(options),
        null,
        new DefaultHttpClientFilterResolver(null, AnnotationMetadataResolver.DEFAULT, List.of()),
        List.of(),
        null,
        new NettyClientSslBuilder(new ResourceResolver()),
        MediaTypeCodecRegistry.of(),
        new ContextlessMessageBodyHandlerRegistry(
            new ApplicationConfiguration(), NettyByteBufferFactory.DEFAULT),
        WebSocketBeanRegistry.EMPTY,
        new DefaultRequestBinderRegistry(ConversionService.SHARED),
        loops.group(),
        loops.sockets(),
        NioDatagramChannel::new,
        new WriteTimeouts(options.write()),
        null,
        ConversionService.SHARED,
        null);
  }

  private static DefaultHttpClientConfiguration configuration(UpstreamOptions options) {
    var configuration = new DefaultHttpClientConfiguration();
    configuration.setConnectTimeout(options.connect());
    configuration.setReadTimeout(OFF);
    configuration.setConnectionPoolIdleTimeout(options.keepAlive());
    configuration.setFollowRedirects(false);
    configuration.setMaxHeaderSize(MAX_HEADERS);
    configuration.setMaxContentLength(Integer.MAX_VALUE);
    configuration.setChannelOptions(Map.of("tcpNodelay", true));
    configuration.setAlpnModes(
        options.http2()
            ? List.of(HttpVersionSelection.ALPN_HTTP_2, HttpVersionSelection.ALPN_HTTP_1)
            : List.of(HttpVersionSelection.ALPN_HTTP_1));
    configuration.getSslConfiguration().setHandshakeTimeout(options.connect());
    options.proxies().ifPresent(rules -> lead(configuration, rules));
    var pool = configuration.getConnectionPoolConfiguration();
    pool.setMaxConcurrentHttp1Connections(options.maxConnections());
    pool.setMaxPendingConnections(options.maxConnections());
    return configuration;
  }

  private static void lead(DefaultHttpClientConfiguration configuration, ProxyRules rules) {
    configuration.setProxySelector(rules.selector());
    rules
        .user()
        .ifPresent(
            user -> {
              int colon = user.indexOf(':');
              configuration.setProxyUsername(user.substring(0, colon));
              configuration.setProxyPassword(user.substring(colon + 1));
            });
  }

  /** Ends a connection that does not take what is written to it. */
  private record WriteTimeouts(Duration limit) implements NettyClientCustomizer {

    @Override
    public NettyClientCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return role == ChannelRole.CONNECTION ? new OfConnection(channel, limit) : this;
    }
  }

  private record OfConnection(Channel channel, Duration limit) implements NettyClientCustomizer {

    @Override
    public NettyClientCustomizer specializeForChannel(Channel stream, ChannelRole role) {
      return this;
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel.pipeline().get(ChannelPipelineCustomizer.HANDLER_HTTP_CLIENT_CODEC) != null) {
        channel
            .pipeline()
            .addBefore(
                ChannelPipelineCustomizer.HANDLER_HTTP_CLIENT_CODEC,
                "write-timeout",
                new WriteTimeoutHandler(limit.toMillis(), TimeUnit.MILLISECONDS));
      }
    }
  }
}
