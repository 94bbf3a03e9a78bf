package dev.keyrelay.engine.upstream;

import dev.keyrelay.spi.UpstreamFailure.Stage;
import io.micronaut.http.ByteBodyHttpResponse;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** One request on its way, and the thread that waits for its answer's headers. */
final class Sending implements Subscriber<HttpResponse<?>> {

  /** Where Micronaut's client leaves the channel that it sends a request over. */
  private static final String CHANNEL = "netty_channel";

  private final MutableHttpRequest<?> request;
  private final EventLoopGroup loops;
  private final CompletableFuture<ByteBodyHttpResponse<?>> answer = new CompletableFuture<>();
  private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  Sending(MutableHttpRequest<?> request, EventLoopGroup loops) {
    this.request = request;
    this.loops = loops;
  }

  /** Waits for the headers; whoever gets an exception instead finds the exchange cancelled. */
  ByteBodyHttpResponse<?> await(Patience patience) throws UpstreamException, InterruptedException {
    try {
      return answer.get(Math.max(0, patience.nanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new UpstreamException(
          stage(),
          StreamEnd.Kind.BROKEN,
          (stage() == Stage.CONNECT ? "no connection: " : "connection lost: ") + Causes.of(cause),
          cause);
    } catch (TimeoutException _) {
      var stage = stage();
      cancel();
      throw patience.exceeded(stage, stage == Stage.CONNECT ? "a connection" : "an answer");
    } catch (InterruptedException e) {
      cancel();
      throw e;
    }
  }

  /** The channel that the answer came over. */
  Channel channel() {
    var channel = sentOver();
    if (channel == null) {
      throw new IllegalStateException("channel: none (expected: the HTTP client names it)");
    }
    return channel;
  }

  private @Nullable Channel sentOver() {
    return request.getAttribute(CHANNEL, Channel.class).orElse(null);
  }

  private Stage stage() {
    return sentOver() == null ? Stage.CONNECT : Stage.WAIT;
  }

  private void cancel() {
    cancelled.set(true);
    var running = subscription.get();
    if (running != null) {
      running.cancel();
    }
    if (!closeChannel()) {
      // The pool may be assigning a connection at this very moment.
      loops.schedule(this::closeChannel, 500, TimeUnit.MILLISECONDS);
    }
  }

  private boolean closeChannel() {
    var channel = sentOver();
    if (channel != null) {
      channel.close();
    }
    return channel != null;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription.set(given);
    given.request(1);
  }

  @Override
  public void onNext(HttpResponse<?> response) {
    if (!(response instanceof ByteBodyHttpResponse<?> raw)) {
      answer.completeExceptionally(
          new IllegalStateException("response: " + response.getClass() + " (expected: raw)"));
    } else if (cancelled.get() || !answer.complete(raw)) {
      raw.close();
      closeChannel();
    }
  }

  @Override
  public void onError(Throwable thrown) {
    answer.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    if (!answer.isDone()) {
      answer.completeExceptionally(
          new IllegalStateException("the request ended without an answer"));
    }
  }
}
