package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Period;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Usage windows: blocks a credential whose window is used up, until the window ends.
 *
 * <p>A limit that the user set holds until then. What upstream said is believed for a while only;
 * after that one attempt at a time tries whether it is still so, and its answer renews or disproves
 * it.
 */
public final class WindowQuota implements Limit {

  private final Ledger ledger;
  private final Duration trust;

  /**
   * @param trust how long upstream is believed without saying it again
   */
  public WindowQuota(Ledger ledger, Duration trust) {
    this.ledger = ledger;
    this.trust = trust;
  }

  @Override
  public String name() {
    return "quota_window";
  }

  @Override
  public Verdict check(Subject subject, Instant now) {
    for (WindowState window : ledger.windows(subject, now)) {
      if (window.spent() && !(window.rule().period() instanceof Period.Bucket)) {
        var verdict = spent(window, now);
        if (verdict instanceof Verdict.Blocked) {
          return verdict;
        }
      }
    }
    return Verdict.ALLOWED;
  }

  private Verdict spent(WindowState window, Instant now) {
    boolean usersLimit = window.rule().limit().isPresent() && window.endsAt().isPresent();
    boolean full = window.limit().isPresent() && window.used() >= window.limit().getAsLong();
    boolean onlyInFlight = !full && !window.exhausted() && window.remainingFraction().orElse(1) > 0;
    if (onlyInFlight) {
      return new Verdict.Blocked(reason(window, "all that is left is in use"), Optional.empty());
    }
    if (usersLimit && full) {
      return new Verdict.Blocked(reason(window, "used up"), window.endsAt());
    }
    if (window.toldAt().isEmpty()) {
      return Verdict.ALLOWED;
    }
    var doubted = window.toldAt().get().plus(trust);
    if (now.isBefore(doubted)) {
      var end = window.endsAt().filter(doubted::isAfter).orElse(doubted);
      return new Verdict.Blocked(reason(window, "used up"), Optional.of(end));
    }
    return window.inFlight() == 0
        ? Verdict.ALLOWED
        : new Verdict.Blocked(reason(window, "being tried"), Optional.empty());
  }

  private static String reason(WindowState window, String state) {
    return "quota of window " + window.rule().name() + " " + state;
  }
}
