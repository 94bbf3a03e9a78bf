package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Outcome.Result;
import dev.keyrelay.engine.usage.Period;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.Unit;
import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.engine.usage.UsageRules;
import dev.keyrelay.engine.usage.WindowRule;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A ledger, a clock and what limits tests do with them. */
final class LimitBench {

  final ManualClock clock = new ManualClock();
  final Ledger ledger;

  LimitBench() {
    this(WindowRule.DAILY);
  }

  LimitBench(WindowRule... windows) {
    this.ledger =
        new Ledger(
            new UsageRules() {
              @Override
              public List<WindowRule> windows(String provider, String credential) {
                return List.of(windows);
              }

              @Override
              public boolean isQuotaGroup(String provider, String name) {
                return name.equals("g");
              }
            },
            UsagePrices.UNKNOWN);
  }

  static WindowRule hours(int hours, long limit) {
    return new WindowRule(
        hours + "h",
        new Period.Rolling(Duration.ofHours(hours)),
        Unit.REQUESTS,
        WindowRule.Span.QUOTA_SCOPE,
        true,
        limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit));
  }

  static Subject subject(String credential) {
    return new Subject("p", credential, "m", Optional.empty());
  }

  Instant now() {
    return clock.instant();
  }

  void serve(Subject subject, int times) {
    for (int i = 0; i < times; i++) {
      ledger.begin(subject, now());
      ledger.record(
          new Outcome(
              subject,
              Result.SUCCEEDED,
              Optional.empty(),
              Optional.of(TokenUsage.of(10, 10)),
              now()));
    }
  }

  void fail(Subject subject, FailureKind kind) {
    ledger.begin(subject, now());
    ledger.record(new Outcome(subject, Result.FAILED, Optional.of(kind), Optional.empty(), now()));
  }

  void read(Subject subject, String window, long limit, long used, Duration reset) {
    ledger.apply(
        subject.provider(),
        subject.credential(),
        List.of(
            new QuotaReading(
                subject.quotaScope(),
                window,
                OptionalLong.of(limit),
                OptionalLong.of(used),
                OptionalDouble.empty(),
                Optional.of(now().plus(reset)),
                false,
                Optional.empty())),
        now());
  }

  /** {@code allowed}, {@code wait} or how many seconds until the end. */
  String ask(Limit limit, Subject subject) {
    return switch (limit.check(subject, now())) {
      case Verdict.Allowed _ -> "allowed";
      case Verdict.Blocked blocked ->
          blocked
              .until()
              .map(until -> Long.toString(Duration.between(now(), until).toSeconds()))
              .orElse("wait");
    };
  }
}
