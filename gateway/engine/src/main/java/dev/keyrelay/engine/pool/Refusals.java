package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Notices when every credential of a provider is refused alike within a moment. That tells of the
 * provider or of our address rather than of the credentials, so none of them is to be locked out
 * for long.
 */
final class Refusals {

  private static final Duration MOMENT = Duration.ofSeconds(10);

  /** With fewer credentials, all of them being wrong is the likelier explanation. */
  private static final int FEWEST = 3;

  private static final int MOST_CAUSES = 200;

  /** What credentials are refused for: of one model, if the cooldown is. */
  private record Cause(FailureKind kind, String about) {}

  private final Cooldowns cooldowns;
  private final LinkedHashMap<Cause, Map<String, Instant>> refused =
      new LinkedHashMap<>(16, 0.75f, true);

  Refusals(Cooldowns cooldowns) {
    this.cooldowns = cooldowns;
  }

  /**
   * Notes a failure, and shortens the cooldowns of all credentials if all were refused alike.
   *
   * @param cooldown what followed from the failure
   * @param enabled how many credentials there are
   */
  void note(
      Subject subject, FailureKind kind, Optional<Cooldown> cooldown, Instant now, int enabled) {
    int level = cooldown.map(Cooldown::level).orElse(0);
    Instant soon = now.plus(cooldowns.rules().together(kind, level));
    for (String credential : together(subject, kind, now, enabled)) {
      var of = new Subject(subject.provider(), credential, subject.model(), subject.quotaGroup());
      CooldownKey.of(kind.scope(), of).ifPresent(key -> cooldowns.shorten(key, soon));
    }
  }

  private synchronized Set<String> together(
      Subject subject, FailureKind kind, Instant now, int enabled) {
    if (enabled < FEWEST || !ofCredential(kind.scope())) {
      return Set.of();
    }
    var cause = new Cause(kind, about(kind.scope(), subject));
    var times = refused.computeIfAbsent(cause, same -> new HashMap<>());
    times.put(subject.credential(), now);
    if (refused.size() > MOST_CAUSES) {
      refused.pollFirstEntry();
    }
    if (times.size() < enabled) {
      return Set.of();
    }
    times.values().removeIf(at -> at.plus(MOMENT).isBefore(now));
    return times.size() < enabled ? Set.of() : Set.copyOf(times.keySet());
  }

  private static boolean ofCredential(Scope scope) {
    return switch (scope) {
      case CREDENTIAL, CREDENTIAL_MODEL, CREDENTIAL_QUOTA_GROUP -> true;
      case NONE, PROVIDER_MODEL, PROVIDER -> false;
    };
  }

  private static String about(Scope scope, Subject subject) {
    return switch (scope) {
      case CREDENTIAL_MODEL -> subject.model();
      case CREDENTIAL_QUOTA_GROUP -> subject.quotaScope();
      case NONE, CREDENTIAL, PROVIDER_MODEL, PROVIDER -> "";
    };
  }
}
