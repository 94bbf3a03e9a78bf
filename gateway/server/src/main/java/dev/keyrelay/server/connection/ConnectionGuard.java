package dev.keyrelay.server.connection;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.server.http.HostErrors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes for ever: over the head of a request, over its body, or to
 * ask anything at all. A request that is late is answered with 408 if it has no answer yet. So is
 * one closed whose requests cannot be told from each other any more: a damaged body is its last,
 * and a {@code Transfer-Encoding} other than {@code chunked} is none that is understood.
 *
 * <p>Time is counted in looks at the connection, one each {@link #TICK}, so that a request costs no
 * timer.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

  /** Between two looks at a connection. */
  static final Duration TICK = Duration.ofSeconds(5);

  /** The longest time for a head, and for a body besides what its size allows: 30 s. */
  static final int HEAD_TICKS = 6;

  /** The longest time without a request: 10 minutes. */
  static final int IDLE_TICKS = 120;

  /** What a body must bring on average: 4 KiB a second, which is 32 kbit/s. */
  static final long BYTES_PER_TICK = 5 * 4096;

  private enum Arriving {
    NOTHING,
    HEAD,
    BODY
  }

  private Arriving arriving = Arriving.NOTHING;
  private int ticks;

  /** Bytes of the request that arrives. */
  private long arrived;

  private String path = "";

  /** Requests whose answers are not complete. */
  private int unanswered;

  private boolean answering;
  private boolean damaged;
  private @Nullable Future<?> looking;

  /** Guards a pipeline: what comes is counted before the codec, requests are seen after it. */
  void around(ChannelPipeline pipeline, String codec) {
    pipeline.addBefore(codec, "arrivals", new Arrivals());
    pipeline.addAfter(codec, "guard", this);
  }

  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (arriving == Arriving.NOTHING) {
        begin(Arriving.HEAD);
        arrived = 0;
      }
      if (message instanceof ByteBuf bytes) {
        arrived += bytes.readableBytes();
      }
      context.fireChannelRead(message);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    looking =
        context
            .executor()
            .scheduleWithFixedDelay(
                () -> look(context), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      begin(Arriving.BODY);
      path = request.uri();
      unanswered++;
      refuseUnknownEncoding(request);
    }
    if (message instanceof LastHttpContent) {
      begin(Arriving.NOTHING);
    }
    damaged |= message instanceof HttpObject part && part.decoderResult().isFailure();
    context.fireChannelRead(message);
  }

  /** Where such a body ends is for others on the way to read differently. */
  private static void refuseUnknownEncoding(HttpRequest request) {
    String encoding = request.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
    if (encoding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encoding)) {
      request.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("Transfer-Encoding: " + encoding)));
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean goesOn =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (message instanceof HttpResponse response && !goesOn) {
      answering = true;
      if (damaged) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
    }
    var written = promise;
    if (message instanceof LastHttpContent && !goesOn) {
      answering = false;
      unanswered--;
      ticks = arriving == Arriving.NOTHING ? 0 : ticks;
      if (damaged) {
        written = promise.unvoid().addListener(ChannelFutureListener.CLOSE);
      }
    }
    context.write(message, written);
  }

  private void begin(Arriving next) {
    arriving = next;
    ticks = 0;
  }

  private void look(ChannelHandlerContext context) {
    ticks++;
    switch (arriving) {
      case NOTHING -> {
        if (ticks >= IDLE_TICKS && unanswered == 0) {
          context.close();
        }
      }
      case HEAD -> {
        if (unanswered > 0) {
          ticks = 0;
        } else if (ticks >= HEAD_TICKS) {
          refuse(context, "request line and headers: not complete after %d s");
        }
      }
      case BODY -> {
        if (ticks >= HEAD_TICKS + arrived / BYTES_PER_TICK) {
          refuse(context, "request body: not complete after %d s, at less than 32 kbit/s");
        }
      }
    }
  }

  private void refuse(ChannelHandlerContext context, String message) {
    boolean answered = arriving == Arriving.BODY && (unanswered != 1 || answering);
    if (answered) {
      context.close();
      return;
    }
    var error = ClientError.of(408, message.formatted(ticks * TICK.toSeconds()));
    byte[] body = HostErrors.body(path, error);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_TIMEOUT, Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
