package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Scope;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who may not be used until when. A cooldown is an instant compared on read, never a timer. When it
 * has ended it stays as an unproved one: a single request is let through, and its success clears
 * the cooldown while its failure renews it, escalated. So no hint of upstream, however wrong, holds
 * longer than {@link CooldownRules#hintCap}.
 *
 * <p>A provider, or a model of it, is set aside when several failures in a row blame it ({@link
 * Strikes}). That holds nothing back: it says whom to ask last.
 *
 * <p>Safe for use by several threads.
 */
public final class Cooldowns implements Limit {

  /** A cooldown, and whether the request that tries it is under way. */
  private record Entry(Cooldown cooldown, boolean onTrial) {}

  private final ConcurrentHashMap<CooldownKey, Entry> entries = new ConcurrentHashMap<>();

  /** Those that cover every credential of a provider. Apart, so that nobody else pays for them. */
  private final ConcurrentHashMap<CooldownKey, Entry> ofProviders = new ConcurrentHashMap<>();

  private final CooldownRules rules;
  private final Strikes strikes;
  private volatile Consumer<CooldownKey> ended = key -> {};

  public Cooldowns(CooldownRules rules) {
    this.rules = rules;
    this.strikes = new Strikes(rules.provider());
  }

  private ConcurrentHashMap<CooldownKey, Entry> home(CooldownKey key) {
    return key.credential().isEmpty() ? ofProviders : entries;
  }

  /**
   * Whom to tell that a cooldown changed beside the attempts. One listener; set before first use.
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

  private static Verdict verdict(@org.jspecify.annotations.Nullable Entry entry, Instant now) {
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
  public void begun(Subject subject) {
    setTrial(subject, true);
  }

  /** A request of the subject ended without telling anything: another one may be the trial. */
  public void abandoned(Subject subject) {
    setTrial(subject, false);
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
   * The subject served: what held it back before the attempt began is disproved. What began later
   * is not: an answer may take minutes.
   */
  public void succeeded(Subject subject, Instant begun) {
    if (!entries.isEmpty()) {
      for (var key : CooldownKey.ofCredential(subject)) {
        disprove(entries, key, begun);
      }
    }
    strikes.succeeded(subject);
    if (!ofProviders.isEmpty()) {
      for (var key : CooldownKey.ofProvider(subject.provider(), subject.model())) {
        disprove(ofProviders, key, begun);
      }
    }
  }

  private void disprove(
      ConcurrentHashMap<CooldownKey, Entry> home, CooldownKey key, Instant begun) {
    var entry = home.get(key);
    if (entry != null && !entry.cooldown.since().isAfter(begun) && home.remove(key, entry)) {
      ended.accept(key);
    }
  }

  /**
   * The subject failed.
   *
   * @return the cooldown that follows, if the failure's scope is one of a credential
   */
  public Optional<Cooldown> failed(Subject subject, Failure failure, Instant now) {
    var scope = failure.kind().scope();
    abandonOthers(subject, scope);
    if (scope == Scope.PROVIDER || scope == Scope.PROVIDER_MODEL) {
      CooldownKey.of(scope, subject).ifPresent(key -> strike(key, failure, now));
    }
    return credentialKey(scope, subject).map(key -> renew(key, failure, now));
  }

  /** Sets a provider, or a model of it, aside once it has failed often enough. */
  private void strike(CooldownKey key, Failure failure, Instant now) {
    var known = ofProviders.get(key);
    if (!strikes.out(key, known == null ? 0 : known.cooldown.level() + 1, now)) {
      return;
    }
    var cause = failure.kind().name().toLowerCase(Locale.ROOT);
    ofProviders.compute(
        key,
        (same, old) -> {
          if (old != null && old.cooldown.active(now)) {
            return old;
          }
          int level = old == null ? 0 : old.cooldown.level() + 1;
          var until = now.plus(rules.provider().length(failure, level));
          return new Entry(new Cooldown(until, cause, Cooldown.Source.DEFAULT, now, level), false);
        });
  }

  /** The active cooldown of a provider, or of a model of it, whatever the credential. */
  public Optional<Cooldown> ofProvider(String provider, String model, Instant now) {
    if (ofProviders.isEmpty()) {
      return Optional.empty();
    }
    return CooldownKey.ofProvider(provider, model).stream()
        .flatMap(key -> Optional.ofNullable(ofProviders.get(key)).stream())
        .map(Entry::cooldown)
        .filter(cooldown -> cooldown.active(now))
        .max(Comparator.comparing(Cooldown::until));
  }

  /** An operator's cooldown of a provider or of a model of it; others only say whom to ask last. */
  public Optional<Cooldown> closed(String provider, String model, Instant now) {
    return ofProvider(provider, model, now)
        .filter(cooldown -> cooldown.source() == Cooldown.Source.OPERATOR);
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
    var old = home(key).put(key, new Entry(cooldown, false));
    if (old != null && cooldown.until().isBefore(old.cooldown.until())) {
      ended.accept(key);
    }
  }

  /** Sets a cooldown on an operator's order, and tells of it. */
  public void impose(CooldownKey key, Cooldown cooldown) {
    home(key).put(key, new Entry(cooldown, false));
    ended.accept(key);
  }

  /** The cooldown that is active or not yet disproved. */
  public Optional<Cooldown> find(CooldownKey key) {
    return Optional.ofNullable(home(key).get(key)).map(Entry::cooldown);
  }

  /** Removes a cooldown; whether there was one. */
  public boolean clear(CooldownKey key) {
    boolean removed = home(key).remove(key) != null;
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
    ofProviders.forEach((key, entry) -> visitor.accept(key, entry.cooldown));
  }

  /** The cooldowns of one credential. */
  public Map<CooldownKey, Cooldown> of(String provider, String credential) {
    var found = new java.util.HashMap<CooldownKey, Cooldown>();
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
    ofProviders.values().removeIf(old);
  }

  /** The rules in force. */
  public CooldownRules rules() {
    return rules;
  }
}
