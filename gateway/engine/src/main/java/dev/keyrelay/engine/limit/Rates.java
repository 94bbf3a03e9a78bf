package dev.keyrelay.engine.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.Unit;
import dev.keyrelay.engine.usage.UsageObserver;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Requests and tokens per minute as the user sets them. Requests count when they begin and are
 * never exceeded in any minute; tokens count when they are known, so attempts that run at the same
 * time can exceed them by what they use.
 */
public final class Rates implements Limit, UsageObserver {

  private record Key(String provider, String credential, String scope, Unit unit) {}

  private final Function<Subject, List<RateRule>> rules;
  private final Cache<Key, SlidingMinute> minutes;

  /**
   * @param rules the rates of a subject; asked on the request path
   */
  public Rates(Function<Subject, List<RateRule>> rules, InstantSource clock) {
    this.rules = rules;
    this.minutes =
        Caffeine.newBuilder()
            .expireAfterAccess(Duration.ofMinutes(2))
            .ticker(() -> Math.multiplyExact(clock.millis(), 1_000_000L))
            .executor(Runnable::run)
            .build();
  }

  @Override
  public String name() {
    return "rate_limit";
  }

  @Override
  public boolean refills() {
    return true;
  }

  @Override
  public Verdict check(Subject subject, Instant now) {
    for (RateRule rule : rules.apply(subject)) {
      var minute = minutes.getIfPresent(key(subject, rule));
      if (minute != null && minute.sum(now) >= rule.perMinute()) {
        return new Verdict.Blocked(
            rule.perMinute()
                + " "
                + rule.unit().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + " per minute reached"
                + (rule.counted().isEmpty() ? "" : " for " + rule.counted()),
            Optional.of(minute.fallsTo(rule.perMinute() - 1, now)));
      }
    }
    return Verdict.ALLOWED;
  }

  @Override
  public void begun(Subject subject, Instant now) {
    for (RateRule rule : rules.apply(subject)) {
      if (rule.unit() == Unit.REQUESTS) {
        minute(subject, rule).add(1, now);
      }
    }
  }

  @Override
  public void recorded(Outcome outcome) {
    var usage = outcome.usage().orElse(TokenUsage.ZERO);
    for (RateRule rule : rules.apply(outcome.subject())) {
      if (rule.unit() != Unit.REQUESTS && usage.total() > 0) {
        minute(outcome.subject(), rule).add(rule.unit().amount(usage), outcome.at());
      }
    }
  }

  private SlidingMinute minute(Subject subject, RateRule rule) {
    return minutes.get(key(subject, rule), _ -> new SlidingMinute());
  }

  private static Key key(Subject subject, RateRule rule) {
    return new Key(subject.provider(), subject.credential(), rule.counted(), rule.unit());
  }
}
