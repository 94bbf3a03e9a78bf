package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Subject;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Failures that blame a provider, or a model of it, in a row: without a success in between, and
 * within the window. Those that follow a first cooldown count at once, until a success.
 */
final class Strikes {

  private static final int MOST_KEYS = 10_000;

  /** Failures since an instant. */
  private record Row(Instant since, int failures) {}

  private final ConcurrentHashMap<CooldownKey, Row> rows = new ConcurrentHashMap<>();
  private final OutageRules rules;

  Strikes(OutageRules rules) {
    this.rules = rules;
  }

  /**
   * Counts a failure; whether it is one too many.
   *
   * @param earlier how many cooldowns in a row there have been
   */
  boolean out(CooldownKey key, int earlier, Instant now) {
    if (rows.size() > MOST_KEYS) {
      rows.clear();
    }
    var row =
        rows.merge(
            key,
            new Row(now, 1),
            (old, one) ->
                old.since.plus(rules.window()).isBefore(now)
                    ? one
                    : new Row(old.since, old.failures + 1));
    return earlier > 0 || row.failures >= rules.threshold();
  }

  void succeeded(Subject subject) {
    if (!rows.isEmpty()) {
      CooldownKey.ofProvider(subject.provider(), subject.model()).forEach(rows::remove);
    }
  }
}
