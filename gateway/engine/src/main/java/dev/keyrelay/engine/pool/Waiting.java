package dev.keyrelay.engine.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** How long one request still waits for a credential. Times are in nanoseconds. */
final class Waiting {

  private static final long A_MOMENT = 1_000_000;

  private final long most;
  private final long briefly;
  private final long patience;
  private long waited;

  /**
   * @param most the longest wait
   * @param briefly the longest wait for a rate's next slot, and for a provider's trial
   * @param patience the longest wait for a conversation's own credential
   */
  Waiting(Duration most, Duration briefly, Duration patience) {
    this.most = most.toNanos();
    this.briefly = Math.min(this.most, briefly.toNanos());
    this.patience = Math.min(this.most, patience.toNanos());
  }

  /** Whether a conversation waits for its own credential rather than take another. */
  boolean patient() {
    return waited < patience;
  }

  /** For how long to wait for a change; empty if it is time to give up. */
  OptionalLong next(Denied denied, Instant now) {
    long left =
        switch (denied.prospect()) {
          case Denied.Prospect.None() -> 0;
          case Denied.Prospect.Attempt() -> (patient() ? patience : most) - waited;
          case Denied.Prospect.Trial() -> briefly - waited;
          case Denied.Prospect.Slot(var at) ->
              Duration.between(now, at).toNanos() <= briefly - waited ? briefly - waited : 0;
        };
    if (left <= 0) {
      return OptionalLong.empty();
    }
    long until =
        denied
            .earliest()
            .map(at -> Duration.between(now, at).toNanos() + A_MOMENT)
            .orElse(Long.MAX_VALUE);
    return OptionalLong.of(Math.min(left, Math.max(until, A_MOMENT)));
  }

  void spent(long nanos) {
    waited += nanos;
  }
}
