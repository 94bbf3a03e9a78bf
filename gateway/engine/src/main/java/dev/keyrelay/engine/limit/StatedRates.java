package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Period;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Rates that upstream states in its answers, such as {@code requests_per_minute}: a bucket that
 * fills steadily. Blocks until it holds enough for one attempt more, or for so long as upstream is
 * believed without saying it again; then one attempt at a time tries.
 */
public final class StatedRates implements Limit {

  private final Ledger ledger;
  private final Duration trust;

  /**
   * @param trust how long upstream is believed without saying it again
   */
  public StatedRates(Ledger ledger, Duration trust) {
    this.ledger = ledger;
    this.trust = trust;
  }

  @Override
  public String name() {
    return "stated_rate";
  }

  @Override
  public boolean refills() {
    return true;
  }

  @Override
  public Verdict check(Subject subject, Instant now) {
    for (WindowState window : ledger.windows(subject, now)) {
      if (window.rule().period() instanceof Period.Bucket bucket) {
        var verdict = drained(window, bucket.length(), now);
        if (verdict instanceof Verdict.Blocked) {
          return verdict;
        }
      }
    }
    return Verdict.ALLOWED;
  }

  private Verdict drained(WindowState window, Duration length, Instant now) {
    long limit = window.limit().orElse(0);
    if (limit <= 0 || window.toldAt().isEmpty()) {
      return Verdict.ALLOWED;
    }
    long wanted = window.used() + 1;
    var doubted = window.toldAt().get().plus(trust);
    if (wanted > limit) {
      double wait = (double) (wanted - limit) / limit * length.toMillis();
      var full = window.toldAt().get().plusMillis((long) Math.ceil(wait));
      var until = full.isBefore(doubted) ? full : doubted;
      if (now.isBefore(until)) {
        return new Verdict.Blocked(reason(window), Optional.of(until));
      }
    }
    if (!now.isBefore(doubted) && window.inFlight() == 0) {
      return Verdict.ALLOWED;
    }
    double filled =
        (double) Duration.between(window.toldAt().get(), now).toMillis()
            / length.toMillis()
            * limit;
    return wanted + window.inFlight() - filled > limit
        ? new Verdict.Blocked(reason(window), Optional.empty())
        : Verdict.ALLOWED;
  }

  private static String reason(WindowState window) {
    return "rate " + window.rule().name() + " of upstream reached";
  }
}
