package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may not be used until when. A cooldown is an instant compared on read, never a timer. When it
 * has ended it stays as an unproved one: a single request is let through, and its success clears
 * the cooldown while its failure renews it, escalated. So no hint of upstream, however wrong, holds
 * longer than {@link CooldownRules#hintCap}.
 *
 * <p>What covers every credential of a provider is {@link Outages}' own.
 *
 * <p>Safe for use by several threads.
 */
public final class Cooldowns implements Limit {

  /** A cooldown, and whether the request that tries it is under way. */
  private record Entry(Cooldown cooldown, boolean onTrial) {}

  private final ConcurrentHashMap<CooldownKey, Entry> entries = new ConcurrentHashMap<>();

  private final CooldownRules rules;
  private final Outages outages;
  private volatile Consumer<CooldownKey> ended = key -> {};

  public Cooldowns(CooldownRules rules) {
    this.rules = rules;
    this.outages = new Outages(rules.provider(), key -> ended.accept(key));
  }

  /**
   * Whom to tell of what changed beside the attempts, and of every outage. One listener; set before
   * first use.
   */
  public void onEnded(Consumer<CooldownKey> listener) {
    this.ended = listener;
  }

  @Override
  public String name() {
    return "cooldown";
  }

  @Override
  public Verdict check(Subject subject, Instant now) {
    if (entries.isEmpty()) {
      return Verdict.ALLOWED;
    }
    Verdict worst = Verdict.ALLOWED;
    for (var key : CooldownKey.ofCredential(subject)) {
      worst = later(worst, verdict(entries.get(key), now));
    }
    return worst;
  }

  private static Verdict verdict(@Nullable Entry entry, Instant now) {
    if (entry == null) {
      return Verdict.ALLOWED;
    }
    if (entry.cooldown.active(now)) {
      return new Verdict.Blocked(entry.cooldown.cause(), Optional.of(entry.cooldown.until()));
    }
    return entry.onTrial
        ? new Verdict.Blocked("on trial after " + entry.cooldown.cause(), Optional.empty())
        : Verdict.ALLOWED;
  }

  private static Verdict later(Verdict first, Verdict second) {
    if (!(first instanceof Verdict.Blocked one)) {
      return second;
    }
    if (!(second instanceof Verdict.Blocked two)) {
      return first;
    }
    if (one.until().isEmpty() || two.until().isEmpty()) {
      return one.until().isEmpty() ? two : one;
    }
    return one.until().get().isBefore(two.until().get()) ? two : one;
  }

  /** A request of the subject begins: it is the trial of whatever cooldowns have ended. */
  public void begun(Subject subject, Instant now) {
    setTrial(subject, true);
    outages.begun(subject, now);
  }

  /**
   * A request of the subject ended without telling anything: another one may be the trial.
   *
   * @param begun when it began
   */
  public void abandoned(Subject subject, Instant begun) {
    setTrial(subject, false);
    outages.abandoned(subject, begun);
  }

  private void setTrial(Subject subject, boolean onTrial) {
    if (entries.isEmpty()) {
      return;
    }
    for (var key : CooldownKey.ofCredential(subject)) {
      var changed =
          entries.computeIfPresent(key, (same, entry) -> new Entry(entry.cooldown, onTrial));
      if (changed != null && !onTrial) {
        ended.accept(key);
      }
    }
  }

  /**
   * The subject is being served: what held it back before the attempt began is disproved. What
   * began later is not: an answer may take minutes.
   *
   * @return whether anything was that held every credential back
   */
  public boolean serves(Subject subject, Instant begun) {
    disproveAll(subject, begun);
    return outages.serves(subject, begun);
  }

  /** The subject has served, to the end of the answer: it disproves what {@link #serves} does. */
  public void succeeded(Subject subject, Instant begun) {
    disproveAll(subject, begun);
    outages.succeeded(subject, begun);
  }

  private void disproveAll(Subject subject, Instant begun) {
    if (!entries.isEmpty()) {
      for (var key : CooldownKey.ofCredential(subject)) {
        disprove(key, begun);
      }
    }
  }

  private void disprove(CooldownKey key, Instant begun) {
    var entry = entries.get(key);
    if (entry != null && !entry.cooldown.since().isAfter(begun) && entries.remove(key, entry)) {
      ended.accept(key);
    }
  }

  /**
   * The subject failed.
   *
   * @param begun when the attempt began
   * @return the cooldown that follows, if the failure's scope is one of a credential
   */
  public Optional<Cooldown> failed(Subject subject, Failure failure, Instant begun, Instant now) {
    var scope = failure.kind().scope();
    abandonOthers(subject, scope);
    outages.failed(subject, failure, begun, now);
    return credentialKey(scope, subject).map(key -> renew(key, failure, now));
  }

  /** For which the provider, or the model of it, is to be asked last, whatever the credential. */
  public Optional<Cooldown> ofProvider(String provider, String model, Instant now) {
    return outages.aside(provider, model, now);
  }

  /**
   * Why no credential may be used for a model now: it has failed again and again, or an operator
   * says so. Without a time if one request is trying whether it serves again.
   */
  public Optional<Verdict.Blocked> closed(String provider, String model, Instant now) {
    return outages.closed(provider, model, now);
  }

  /** The cooldowns that hold a credential back for a subject, or that a request is proving. */
  public Map<CooldownKey, Cooldown> holding(Subject subject, Instant now) {
    var found = new LinkedHashMap<CooldownKey, Cooldown>();
    for (var key : CooldownKey.ofCredential(subject)) {
      var entry = entries.get(key);
      if (entry != null && (entry.onTrial || entry.cooldown.active(now))) {
        found.put(key, entry.cooldown);
      }
    }
    return found;
  }

  private static Optional<CooldownKey> credentialKey(Scope scope, Subject subject) {
    return switch (scope) {
      case CREDENTIAL, CREDENTIAL_MODEL, CREDENTIAL_QUOTA_GROUP -> CooldownKey.of(scope, subject);
      case NONE, PROVIDER_MODEL, PROVIDER -> Optional.empty();
    };
  }

  /**
   * A trial that failed for another reason has told nothing about the cooldowns it was to prove.
   */
  private void abandonOthers(Subject subject, Scope scope) {
    var own = CooldownKey.of(scope, subject);
    for (var key : CooldownKey.ofCredential(subject)) {
      if (own.filter(key::equals).isEmpty()) {
        var changed =
            entries.computeIfPresent(key, (same, entry) -> new Entry(entry.cooldown, false));
        if (changed != null) {
          ended.accept(key);
        }
      }
    }
  }

  private Cooldown renew(CooldownKey key, Failure failure, Instant now) {
    boolean hinted = failure.retryAfter().filter(length -> length.isPositive()).isPresent();
    var source = hinted ? Cooldown.Source.UPSTREAM : Cooldown.Source.DEFAULT;
    var cause = failure.kind().name().toLowerCase(Locale.ROOT);
    var entry =
        entries.compute(
            key,
            (same, old) -> {
              // Requests that were under way together fail together; only a renewal escalates.
              boolean together = old != null && old.cooldown.active(now);
              int level =
                  old == null ? 0 : together ? old.cooldown.level() : old.cooldown.level() + 1;
              Instant until = now.plus(rules.length(failure, level));
              if (together && old.cooldown.until().isAfter(until)) {
                return old;
              }
              return new Entry(new Cooldown(until, cause, source, now, level), false);
            });
    return entry.cooldown;
  }

  /** Sets a cooldown, whatever there was. */
  public void set(CooldownKey key, Cooldown cooldown) {
    if (key.credential().isEmpty()) {
      outages.set(key, cooldown);
      return;
    }
    var old = entries.put(key, new Entry(cooldown, false));
    if (old != null && cooldown.until().isBefore(old.cooldown.until())) {
      ended.accept(key);
    }
  }

  /** Sets a cooldown on an operator's order, and tells of it. */
  public void impose(CooldownKey key, Cooldown cooldown) {
    if (key.credential().isEmpty()) {
      outages.set(key, cooldown);
    } else {
      entries.put(key, new Entry(cooldown, false));
    }
    ended.accept(key);
  }

  /** The cooldown that is active or not yet disproved. */
  public Optional<Cooldown> find(CooldownKey key) {
    return key.credential().isEmpty()
        ? outages.find(key)
        : Optional.ofNullable(entries.get(key)).map(Entry::cooldown);
  }

  /** Removes a cooldown; whether there was one. */
  public boolean clear(CooldownKey key) {
    boolean removed = key.credential().isEmpty() ? outages.clear(key) : entries.remove(key) != null;
    if (removed) {
      ended.accept(key);
    }
    return removed;
  }

  /** Shortens a cooldown; does nothing if there is none or it ends sooner. */
  public void shorten(CooldownKey key, Instant until) {
    var changed =
        entries.computeIfPresent(
            key,
            (same, entry) -> {
              var old = entry.cooldown;
              return old.until().isAfter(until)
                  ? new Entry(
                      new Cooldown(until, old.cause(), old.source(), old.since(), old.level()),
                      entry.onTrial)
                  : entry;
            });
    if (changed != null) {
      ended.accept(key);
    }
  }

  /** Shows every cooldown that is active or not yet disproved. */
  public void forEach(BiConsumer<CooldownKey, Cooldown> visitor) {
    entries.forEach((key, entry) -> visitor.accept(key, entry.cooldown));
    outages.forEach(visitor);
  }

  /** The cooldowns of one credential. */
  public Map<CooldownKey, Cooldown> of(String provider, String credential) {
    var found = new HashMap<CooldownKey, Cooldown>();
    forEach(
        (key, cooldown) -> {
          if (key.provider().equals(provider) && key.credential().equals(credential)) {
            found.put(key, cooldown);
          }
        });
    return Map.copyOf(found);
  }

  /** Forgets what ended before an instant and was never tried since. */
  public void prune(Instant before) {
    Predicate<Entry> old = entry -> entry.cooldown.until().isBefore(before) && !entry.onTrial;
    entries.values().removeIf(old);
    outages.prune(before);
  }

  /** The rules in force. */
  public CooldownRules rules() {
    return rules;
  }
}
