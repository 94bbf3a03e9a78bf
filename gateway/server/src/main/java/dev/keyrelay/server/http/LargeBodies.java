package dev.keyrelay.server.http;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.server.answer.ClientWatch;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes in only as many large bodies at once as memory holds: each is kept until its answer begins,
 * for further attempts. Told before anything of the body is read. Bodies of an unknown length are
 * not counted.
 */
@ServerFilter("/**")
@Order(ClientKeyFilter.ORDER + 2)
final class LargeBodies {

  /** What is smaller is not counted. */
  static final long SMALL = 1 << 20;

  /** From here on a body counts threefold: to translate it takes its text beside its bytes. */
  static final long HUGE = 8 << 20;

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String HELD = "keyrelay.large-body";

  private final long room;
  private final AtomicLong taken = new AtomicLong();

  @Inject
  LargeBodies() {
    this(Runtime.getRuntime().maxMemory() / 8 * 3);
  }

  LargeBodies(long room) {
    this.room = room;
  }

  @RequestFilter
  @Nullable HttpResponse<?> admit(HttpRequest<?> request) {
    long length = request.getContentLength();
    if (length < SMALL) {
      return null;
    }
    long weight = length < HUGE ? length : 3 * length;
    if (!take(weight)) {
      return Responses.error(
          Surface.of(request).dialect(),
          ClientError.of(
                  503,
                  "request body: %d bytes, for which there is no room beside other requests just now"
                      .formatted(length))
              .withRetryAfter(SOON));
    }
    request.setAttribute(HELD, new Held(request, weight));
    return null;
  }

  @ResponseFilter
  void answered(HttpRequest<?> request) {
    request.getAttribute(HELD, Held.class).ifPresent(Held::release);
  }

  /** One body that is larger than the room is taken in while there is no other. */
  private boolean take(long weight) {
    long before;
    do {
      before = taken.get();
      if (before > 0 && before + weight > room) {
        return false;
      }
    } while (!taken.compareAndSet(before, before + weight));
    return true;
  }

  /** What is taken now, in bytes. */
  long taken() {
    return taken.get();
  }

  /** The room of one body, until the answer begins or the client goes away. */
  private final class Held {
    private final long weight;
    private final AtomicBoolean released = new AtomicBoolean();
    private final ClientWatch watch;

    Held(HttpRequest<?> request, long weight) {
      this.weight = weight;
      this.watch = ClientWatch.calling(request, this::free);
    }

    void release() {
      watch.close();
      free();
    }

    private void free() {
      if (released.compareAndSet(false, true)) {
        taken.addAndGet(-weight);
      }
    }
  }
}
