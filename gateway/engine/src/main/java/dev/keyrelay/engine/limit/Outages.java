package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Scope;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Providers that have failed again and again, and models of them. Such a provider is asked last. A
 * model of it that has itself failed that often is not asked at all for a while; then one request
 * tries it, whose success ends the outage and whose failure prolongs it.
 *
 * <p>A model is refused for its own failures alone, so that one that is broken takes no other with
 * it.
 *
 * <p>Safe for use by several threads.
 */
final class Outages {

  /**
   * A provider's cooldown, or a model's.
   *
   * @param trial when the request began that tries whether it is over
   */
  private record Outage(Cooldown cooldown, Optional<Instant> trial) {

    Outage(Cooldown cooldown) {
      this(cooldown, Optional.empty());
    }

    boolean byOperator() {
      return cooldown.source() == Cooldown.Source.OPERATOR;
    }

    /** Whether a request is trying it that has not been under way for too long to wait for. */
    boolean onTrial(Instant now, OutageRules rules) {
      return trial.filter(begun -> now.isBefore(begun.plus(rules.longestRefusal()))).isPresent();
    }

    boolean isTriedBy(Instant begun) {
      return trial.filter(begun::equals).isPresent();
    }
  }

  private final ConcurrentHashMap<CooldownKey, Outage> outages = new ConcurrentHashMap<>();
  private final OutageRules rules;
  private final Consumer<CooldownKey> listener;
  private final Strikes strikes;

  /**
   * @param listener told of each outage that an attempt begins, prolongs or ends
   */
  Outages(OutageRules rules, Consumer<CooldownKey> listener) {
    this.rules = rules;
    this.listener = listener;
    this.strikes = new Strikes(rules);
  }

  /** The cooldown of a provider, or of a model of it, for which it is to be asked last. */
  Optional<Cooldown> aside(String provider, String model, Instant now) {
    if (outages.isEmpty()) {
      return Optional.empty();
    }
    return CooldownKey.ofProvider(provider, model).stream()
        .flatMap(key -> Optional.ofNullable(outages.get(key)).stream())
        .filter(outage -> outage.cooldown.active(now) || outage.onTrial(now, rules))
        .map(Outage::cooldown)
        .max(Comparator.comparing(Cooldown::until));
  }

  /** Why a model is not to be asked now, and until when; no time if a request is trying it. */
  Optional<Verdict.Blocked> closed(String provider, String model, Instant now) {
    if (outages.isEmpty()) {
      return Optional.empty();
    }
    Optional<Verdict.Blocked> closed = Optional.empty();
    for (var key : CooldownKey.ofProvider(provider, model)) {
      var outage = outages.get(key);
      if (outage == null || (key.scope() == Scope.PROVIDER && !outage.byOperator())) {
        continue;
      }
      var cooldown = outage.cooldown;
      if (cooldown.active(now)) {
        closed = Optional.of(new Verdict.Blocked(cooldown.cause(), Optional.of(cooldown.until())));
      } else if (outage.onTrial(now, rules) && closed.isEmpty()) {
        closed = Optional.of(new Verdict.Blocked(cooldown.cause(), Optional.empty()));
      }
    }
    return closed;
  }

  /** A request begins: if its model's outage is to be tried now, it is the trial. */
  void begun(Subject subject, Instant now) {
    if (!outages.isEmpty()) {
      outages.computeIfPresent(
          ofModel(subject),
          (same, outage) ->
              outage.byOperator() || outage.cooldown.active(now) || outage.onTrial(now, rules)
                  ? outage
                  : new Outage(outage.cooldown, Optional.of(now)));
    }
  }

  /** A request that began then has told nothing: another one may be the trial. */
  void abandoned(Subject subject, Instant begun) {
    if (!outages.isEmpty()) {
      outages.computeIfPresent(
          ofModel(subject),
          (same, outage) -> outage.isTriedBy(begun) ? new Outage(outage.cooldown) : outage);
    }
  }

  /**
   * A request that began then is being answered: whatever there was before it is over.
   *
   * @return whether there was anything
   */
  boolean serves(Subject subject, Instant begun) {
    boolean any = false;
    if (!outages.isEmpty()) {
      for (var key : CooldownKey.ofProvider(subject.provider(), subject.model())) {
        var outage = outages.get(key);
        boolean over = outage != null && !outage.cooldown.since().isAfter(begun);
        if (over && outages.remove(key, outage)) {
          any = true;
          listener.accept(key);
        }
      }
    }
    return any;
  }

  /** A request that began then has been answered to the end. */
  void succeeded(Subject subject, Instant begun) {
    strikes.succeeded(subject);
    serves(subject, begun);
  }

  /** A request that began then has failed. */
  void failed(Subject subject, Failure failure, Instant begun, Instant now) {
    var scope = failure.kind().scope();
    if (scope != Scope.PROVIDER && scope != Scope.PROVIDER_MODEL) {
      abandoned(subject, begun);
      return;
    }
    if (scope == Scope.PROVIDER) {
      strike(ofProvider(subject), failure, begun, now);
    }
    strike(ofModel(subject), failure, begun, now);
  }

  private void strike(CooldownKey key, Failure failure, Instant begun, Instant now) {
    var known = outages.get(key);
    if (!strikes.out(key, known == null ? 0 : known.cooldown.level() + 1, now)) {
      return;
    }
    var cause = failure.kind().name().toLowerCase(Locale.ROOT);
    var outage =
        outages.compute(
            key,
            (same, old) -> {
              // What was under way when the outage began tells nothing new of it.
              boolean late = old != null && old.cooldown.since().isAfter(begun);
              if (old != null && (late || old.cooldown.active(now))) {
                return old;
              }
              int level = old == null ? 0 : old.cooldown.level() + 1;
              var length =
                  key.scope() == Scope.PROVIDER
                      ? rules.length(failure, level)
                      : rules.refusal(failure, level);
              return new Outage(
                  new Cooldown(now.plus(length), cause, Cooldown.Source.DEFAULT, now, level));
            });
    if (outage != known) {
      listener.accept(key);
    }
  }

  private static CooldownKey ofProvider(Subject subject) {
    return new CooldownKey(Scope.PROVIDER, subject.provider(), "", "");
  }

  private static CooldownKey ofModel(Subject subject) {
    return new CooldownKey(Scope.PROVIDER_MODEL, subject.provider(), "", subject.model());
  }

  void set(CooldownKey key, Cooldown cooldown) {
    outages.put(key, new Outage(cooldown));
  }

  Optional<Cooldown> find(CooldownKey key) {
    return Optional.ofNullable(outages.get(key)).map(Outage::cooldown);
  }

  /** Removes a cooldown; whether there was one. */
  boolean clear(CooldownKey key) {
    return outages.remove(key) != null;
  }

  void forEach(BiConsumer<CooldownKey, Cooldown> visitor) {
    outages.forEach((key, outage) -> visitor.accept(key, outage.cooldown));
  }

  /** Forgets what ended before an instant and is not being tried. */
  void prune(Instant before) {
    Predicate<Outage> old =
        outage -> outage.cooldown.until().isBefore(before) && outage.trial.isEmpty();
    outages.values().removeIf(old);
  }
}
