package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.config.CustomCap;
import dev.keyrelay.engine.usage.Counted;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageObserver;
import dev.keyrelay.engine.usage.WindowState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The user's caps: so many requests of a model or quota group per credential and window. Model and
 * group are capped each by itself. Attempts in flight count.
 */
public final class Caps implements Limit, UsageObserver {

  /** What a share of a limit that nobody knows amounts to; the system being replaced says so. */
  private static final long SHARE_OF_UNKNOWN = 1_000;

  /** The caps of a credential for a model or quota group. Asked on the request path. */
  @FunctionalInterface
  public interface CapRules {
    /** The caps in force. */
    List<CustomCap> caps(String provider, String credential, String modelOrGroup);
  }

  private record Key(String provider, String credential, Counted counted, String name) {}

  /**
   * A rest that a cap brought about.
   *
   * @param until its end
   * @param forgiven what had been used then and counts no more afterwards
   * @param window the end of the window in which it was, as milliseconds; 0 if unknown
   */
  private record Rest(Instant until, long forgiven, long window) {}

  private final Ledger ledger;
  private final CapRules rules;
  private final Map<Key, Rest> rests = new ConcurrentHashMap<>();

  public Caps(Ledger ledger, CapRules rules) {
    this.ledger = ledger;
    this.rules = rules;
  }

  @Override
  public String name() {
    return "custom_cap";
  }

  @Override
  public Verdict check(Subject subject, Instant now) {
    var verdict = check(subject, Counted.MODEL, subject.model(), now);
    if (verdict instanceof Verdict.Blocked || subject.quotaGroup().isEmpty()) {
      return verdict;
    }
    return check(subject, Counted.QUOTA_GROUP, subject.quotaGroup().get(), now);
  }

  private Verdict check(Subject subject, Counted counted, String name, Instant now) {
    var caps = rules.caps(subject.provider(), subject.credential(), name);
    if (caps.isEmpty()) {
      return Verdict.ALLOWED;
    }
    var key = new Key(subject.provider(), subject.credential(), counted, name);
    var rest = rests.get(key);
    if (rest != null && now.isBefore(rest.until())) {
      return new Verdict.Blocked("custom cap of " + name + " reached", Optional.of(rest.until()));
    }
    var window = ledger.primary(subject.provider(), subject.credential(), counted, name, now);
    if (window.isEmpty()) {
      boolean none = caps.stream().anyMatch(cap -> most(cap, OptionalLong.empty()) == 0);
      return none
          ? new Verdict.Blocked("custom cap of 0 for " + name + " reached", Optional.empty())
          : Verdict.ALLOWED;
    }
    long used = window.get().used() - forgiven(rest, window.get());
    for (CustomCap cap : caps) {
      long most = most(cap, window.get().limit());
      if (used >= most) {
        return new Verdict.Blocked(
            "custom cap of " + most + " for " + name + " reached", window.get().endsAt());
      }
      if (used + window.get().inFlight() >= most) {
        return new Verdict.Blocked(
            "custom cap of " + most + " for " + name + " in use", Optional.empty());
      }
    }
    return Verdict.ALLOWED;
  }

  /** The number of requests that a cap allows, given the window's limit; never more than that. */
  public static long most(CustomCap cap, OptionalLong limit) {
    long most =
        switch (cap.amount()) {
          case CustomCap.Absolute absolute -> absolute.requests();
          case CustomCap.Offset offset ->
              limit.isPresent()
                  ? limit.getAsLong() + offset.requests()
                  : Math.abs(offset.requests());
          case CustomCap.Percent percent ->
              limit.isPresent() ? limit.getAsLong() * percent.percent() / 100 : SHARE_OF_UNKNOWN;
        };
    return Math.max(0, limit.isPresent() ? Math.min(most, limit.getAsLong()) : most);
  }

  @Override
  public void recorded(Outcome outcome) {
    var subject = outcome.subject();
    note(subject, Counted.MODEL, subject.model(), outcome.at());
    subject
        .quotaGroup()
        .ifPresent(group -> note(subject, Counted.QUOTA_GROUP, group, outcome.at()));
  }

  /** Begins a rest when a cap has been reached whose rest is not simply the window's. */
  private void note(Subject subject, Counted counted, String name, Instant now) {
    for (CustomCap cap : rules.caps(subject.provider(), subject.credential(), name)) {
      if (cap.cooldown() instanceof CustomCap.UntilReset) {
        continue;
      }
      var key = new Key(subject.provider(), subject.credential(), counted, name);
      var window = ledger.primary(subject.provider(), subject.credential(), counted, name, now);
      var rest = rests.get(key);
      boolean resting = rest != null && now.isBefore(rest.until());
      if (window.isPresent()
          && !resting
          && window.get().used() - forgiven(rest, window.get())
              >= most(cap, window.get().limit())) {
        rests.put(key, rest(cap.cooldown(), window.get(), now));
      }
    }
  }

  private static Rest rest(CustomCap.Rest cooldown, WindowState window, Instant now) {
    long end = window.endsAt().map(Instant::toEpochMilli).orElse(0L);
    return switch (cooldown) {
      case CustomCap.UntilReset() -> new Rest(window.endsAt().orElse(now), 0, end);
      case CustomCap.AfterReset(var length) ->
          new Rest(window.endsAt().orElse(now).plus(length), 0, end);
      case CustomCap.Fixed(var length) -> new Rest(now.plus(length), window.used(), end);
    };
  }

  private static long forgiven(@Nullable Rest rest, WindowState window) {
    if (rest == null || rest.window() == 0) {
      return 0;
    }
    long end = window.endsAt().map(Instant::toEpochMilli).orElse(0L);
    return end == rest.window() ? rest.forgiven() : 0;
  }
}
