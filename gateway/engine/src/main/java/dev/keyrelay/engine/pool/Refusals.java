package dev.keyrelay.engine.pool;

import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Notices when every credential of a provider is refused within a moment. That tells of the
 * provider or of our address rather than of the credentials, so none of them is to be locked out
 * for long.
 */
final class Refusals {

  private static final Duration MOMENT = Duration.ofSeconds(10);

  /** With fewer credentials, all of them being wrong is the likelier explanation. */
  private static final int FEWEST = 3;

  private final Map<FailureKind, Map<String, Instant>> refused = new HashMap<>();

  /**
   * Notes a failure.
   *
   * @return the credentials that were all refused within a moment; empty if it was not all
   */
  synchronized Set<String> note(String credential, FailureKind kind, Instant now, int poolSize) {
    if (kind.scope() != Scope.CREDENTIAL || poolSize < FEWEST) {
      return Set.of();
    }
    var times = refused.computeIfAbsent(kind, same -> new HashMap<>());
    times.put(credential, now);
    if (times.size() < poolSize) {
      return Set.of();
    }
    times.values().removeIf(at -> at.plus(MOMENT).isBefore(now));
    return times.size() < poolSize ? Set.of() : Set.copyOf(times.keySet());
  }
}
