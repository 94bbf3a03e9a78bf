package dev.keyrelay.engine.upstream;

import dev.keyrelay.spi.UpstreamFailure.Stage;
import dev.keyrelay.spi.UpstreamRequest;
import io.micronaut.buffer.netty.NettyReadBufferFactory;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.stream.AvailableByteArrayBody;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.netty.NettyClientHttpRequestFactory;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Calls upstream services. The calling thread, which should be a virtual one, waits for the
 * headers; connections are kept and shared by origin. There are no cookies, and a redirect is an
 * answer. Safe for use by several threads.
 */
public final class UpstreamClient implements AutoCloseable {

  /** The gateway says who it is, and claims to be nobody else. */
  private static final String USER_AGENT = "KeyRelay/0.1";

  private static final NettyClientHttpRequestFactory REQUESTS = new NettyClientHttpRequestFactory();
  private static final NettyReadBufferFactory BUFFERS =
      NettyReadBufferFactory.of(ByteBufAllocator.DEFAULT);

  private final Supplier<Line> opening;
  private volatile Line line;
  private final Ticker ticker = Ticker.systemTicker();

  /** A client with event loops of its own. */
  public UpstreamClient(UpstreamOptions options) {
    this(
        () -> {
          var own = Transport.loops();
          return new Line(made(options, () -> own), () -> Transport.shutDown(own.group()));
        });
  }

  /** A client on event loops that others use too. Does not wait for them; the first call does. */
  public UpstreamClient(UpstreamOptions options, Supplier<EventLoops> shared) {
    this(() -> new Line(made(options, shared), () -> {}));
  }

  private UpstreamClient(Supplier<Line> opening) {
    this.opening = opening;
    this.line = opening.get();
  }

  /** What calls go over. */
  private record Transmitter(RawHttpClient http, EventLoopGroup loops) {}

  /** The same while it may be yet to be made, and what is to be done once it is closed. */
  private record Line(CompletableFuture<Transmitter> transmitter, Runnable release) {

    void close() {
      try {
        transmitter.join().http().close();
      } catch (CompletionException _) {
        // It could not be made.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        release.run();
      }
    }
  }

  /** Beside everything else, because reading the certificates of TLS takes long. */
  private static CompletableFuture<Transmitter> made(
      UpstreamOptions options, Supplier<EventLoops> loops) {
    return CompletableFuture.supplyAsync(
        () -> {
          var used = loops.get();
          return new Transmitter(Transport.client(options, used), used.group());
        },
        Thread.ofPlatform().name("http")::start);
  }

  /**
   * Sends a request, and waits for the headers of its answer. Interrupting the thread cancels the
   * call, upstream too.
   *
   * @return the answer, of whatever status; to be closed
   * @throws UpstreamException at stage CONNECT if there is no connection, at stage WAIT if it is
   *     lost or no answer comes in time
   * @throws InterruptedException if the calling thread was interrupted
   */
  public UpstreamReply send(UpstreamRequest request, Deadlines deadlines)
      throws UpstreamException, InterruptedException {
    return send(request, request.body().bytes(), deadlines);
  }

  /** Sends a request with other bytes than its JSON body, such as a form. */
  UpstreamReply send(UpstreamRequest request, byte[] body, Deadlines deadlines)
      throws UpstreamException, InterruptedException {
    var timing = Timing.begun(deadlines, ticker);
    var message = message(request);
    var now = line.transmitter().join();
    var exchange = new Sending(message, now.loops());
    now.http().exchange(message, body(body), null).subscribe(exchange);
    var response =
        exchange.await(Patience.of(deadlines.first().toNanos(), deadlines.total().toNanos()));
    var intake = Intake.of(response.byteBody(), exchange.channel());
    return new UpstreamReply(response, intake, timing);
  }

  private static MutableHttpRequest<?> message(UpstreamRequest request) throws UpstreamException {
    HttpMethod method = HttpMethod.parse(request.method());
    if (method == HttpMethod.CUSTOM || request.uri().getHost() == null) {
      throw new UpstreamException(
          Stage.CONNECT,
          StreamEnd.Kind.BROKEN,
          request.method()
              + " "
              + request.uri()
              + ": cannot be sent (expected: a standard method and an absolute http or https URI)");
    }
    MutableHttpRequest<?> message = REQUESTS.create(method, request.uri().toString());
    var headers = message.getHeaders();
    if (request.headers().first("User-Agent").isEmpty()) {
      headers.add("User-Agent", USER_AGENT);
    }
    request.headers().map().forEach((name, values) -> values.forEach(v -> headers.add(name, v)));
    return message;
  }

  private static CloseableByteBody body(byte[] bytes) {
    return AvailableByteArrayBody.create(
        bytes.length == 0 ? BUFFERS.createEmpty() : BUFFERS.adapt(bytes));
  }

  /** Closes every connection; calls fail from now on until {@link #reconnect}. */
  public void disconnect() {
    line.close();
  }

  /** Serves again after {@link #disconnect}, over new connections. */
  public void reconnect() {
    line = opening.get();
  }

  /** Closes every connection; calls that are under way fail. */
  @Override
  public void close() {
    line.close();
  }
}
