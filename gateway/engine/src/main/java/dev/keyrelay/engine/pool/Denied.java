package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Why no credential could be lent.
 *
 * @param credentials how many the pool has for the model, those disabled left out
 * @param reasons how many are held back, by reason
 * @param earliest when the first one returns, if a time is known
 * @param prospect what is worth waiting for
 * @param tried how many the request had tried already
 */
public record Denied(
    int credentials,
    Map<String, Integer> reasons,
    Optional<Instant> earliest,
    Prospect prospect,
    int tried)
    implements LeaseResult {

  /** What may let a request have a credential if it waits. */
  public sealed interface Prospect {

    /** Nothing but time, and that is told to the client instead. */
    record None() implements Prospect {}

    /** An attempt under way ends, or a cooldown's trial. */
    record Attempt() implements Prospect {}

    /** The whole provider has failed, and one request is trying whether it serves again. */
    record Trial() implements Prospect {}

    /** A rate lets one more request pass then. */
    record Slot(Instant at) implements Prospect {}
  }

  static final Prospect NONE = new Prospect.None();
  static final Prospect ATTEMPT = new Prospect.Attempt();
  static final Prospect TRIAL = new Prospect.Trial();

  /** Whether something may end at any moment. */
  public boolean busy() {
    return switch (prospect) {
      case Prospect.Attempt _, Prospect.Trial _ -> true;
      case Prospect.None _, Prospect.Slot _ -> false;
    };
  }
}
