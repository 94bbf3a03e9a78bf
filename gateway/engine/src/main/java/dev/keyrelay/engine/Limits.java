package dev.keyrelay.engine;

import dev.keyrelay.engine.config.CooldownSettings;
import dev.keyrelay.engine.config.CustomCap;
import dev.keyrelay.engine.config.FairCyclePolicy;
import dev.keyrelay.engine.config.ProviderPolicies;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.limit.Caps;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.CooldownRules;
import dev.keyrelay.engine.limit.CooldownSection;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.limit.FairCycle;
import dev.keyrelay.engine.limit.FairCycleSection;
import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.engine.limit.OutageRules;
import dev.keyrelay.engine.limit.Rates;
import dev.keyrelay.engine.limit.StatedRates;
import dev.keyrelay.engine.limit.UserLimits;
import dev.keyrelay.engine.limit.Verdict;
import dev.keyrelay.engine.limit.WindowQuota;
import dev.keyrelay.engine.pool.CredentialPool.MemberView;
import dev.keyrelay.engine.pool.DisabledCredentials;
import dev.keyrelay.engine.pool.PoolListener;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.LedgerSection;
import dev.keyrelay.engine.usage.RateHeaders;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageObserver;
import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.engine.usage.UsageRules;
import dev.keyrelay.engine.usage.WindowRule;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The ledger, and every limit that reads it, of one engine. */
final class Limits
    implements UsageRules, FairCycle.Surroundings, UsageObserver, PoolListener, HeardNews.Pools {

  private static final Duration TRUST = Duration.ofMinutes(10);

  /** An ended cooldown that nobody has tried for so long tells nothing any more. */
  private static final Duration FORGOTTEN = Duration.ofDays(7);

  private final Map<String, ActiveProvider> providers;
  private volatile ProviderPolicies policies;
  private final InstantSource clock;
  private final Cooldowns cooldowns;
  private final Ledger ledger;
  private final Caps caps;
  private final FairCycle fairCycle;
  private final UserLimits user;
  private final DisabledCredentials disabled = new DisabledCredentials(this::setInPool);
  private final Rates rates;
  private volatile Optional<SharedNews> others = Optional.empty();
  private volatile Optional<SharedState> slots = Optional.empty();
  private final Map<String, List<CustomCap>> capsOf = new ConcurrentHashMap<>();

  /**
   * Limits over some providers.
   *
   * @param providers by id; may be filled later
   */
  Limits(
      Map<String, ActiveProvider> providers,
      ProviderPolicies policies,
      CooldownSettings settings,
      UsagePrices prices,
      InstantSource clock) {
    this.providers = providers;
    this.policies = policies;
    this.clock = clock;
    this.cooldowns = new Cooldowns(rules(settings));
    this.user = new UserLimits(provider -> this.policies.of(provider).limits(), this::tier);
    this.rates = new Rates(user::rates, clock);
    this.ledger = new Ledger(this, prices);
    this.caps = new Caps(ledger, this::caps);
    this.fairCycle = new FairCycle(ledger, this);
    ledger.observe(rates);
    ledger.observe(caps);
    ledger.observe(fairCycle);
    ledger.observe(this);
    cooldowns.onEnded(this::ended);
  }

  private static CooldownRules rules(CooldownSettings settings) {
    var standard = CooldownRules.STANDARD;
    return new CooldownRules(
        settings.steps(),
        settings.lockout(),
        standard.noMoney(),
        standard.quota(),
        settings.hintMax(),
        standard.correlated(),
        new OutageRules(
            settings.provider().window(),
            settings.provider().threshold(),
            settings.provider().base(),
            settings.provider().max()));
  }

  /** Gives every part its state back and keeps it from now on. */
  void keepIn(StateStore store, Instant now) {
    store.register(new LedgerSection(ledger));
    store.register(new CooldownSection(cooldowns));
    store.register(new FairCycleSection(fairCycle));
    store.register(disabled);
    cooldowns.prune(now.minus(FORGOTTEN));
    providers.keySet().forEach(provider -> fairCycle.peersChanged(provider, now));
    if (store instanceof SharedState shared) {
      var heard = new HeardNews(ledger, cooldowns, fairCycle, this);
      var told = new SharedNews(shared, heard);
      ledger.observe(told);
      others = Optional.of(told);
      slots = Optional.of(shared);
      shared.subscribe(heard::hear);
    }
  }

  private void ended(CooldownKey key) {
    others.ifPresent(told -> told.changed(key, cooldowns.find(key)));
    wake(key.provider(), key.credential());
  }

  @Override
  public Optional<Runnable> takeSlot(Subject subject, int most) {
    return slots.isEmpty()
        ? PoolListener.super.takeSlot(subject, most)
        : slots.get().takeSlot(subject.credential(), most);
  }

  /** Limits by other policies from now on; what was counted stays. */
  void follow(ProviderPolicies others) {
    policies = others;
    capsOf.clear();
    user.changed();
    Instant now = clock.instant();
    providers.keySet().forEach(provider -> fairCycle.peersChanged(provider, now));
  }

  /** Takes a credential out of the choice, or lets it in again; whether it is there. */
  @Override
  public boolean setDisabled(String provider, String credential, boolean out) {
    boolean there = disabled.set(provider, credential, out, clock.instant());
    if (there) {
      others.ifPresent(told -> told.disabled(provider, credential, out));
      fairCycle.peersChanged(provider, clock.instant());
    }
    return there;
  }

  /** Credentials came to a provider, or left it. */
  void peersChanged(String provider) {
    Optional.ofNullable(providers.get(provider)).stream()
        .flatMap(active -> active.pool().members().stream())
        .forEach(member -> disabled.joined(provider, member.credential().id()));
    fairCycle.peersChanged(provider, clock.instant());
  }

  private boolean setInPool(String provider, String credential, boolean out) {
    var active = providers.get(provider);
    return active != null && active.pool().setDisabled(credential, out);
  }

  Cooldowns cooldowns() {
    return cooldowns;
  }

  Ledger ledger() {
    return ledger;
  }

  FairCycle fairCycle() {
    return fairCycle;
  }

  /** What is asked beside the cooldowns. */
  List<Limit> beside() {
    return List.of(
        new WindowQuota(ledger, TRUST), rates, new StatedRates(ledger, TRUST), caps, fairCycle);
  }

  @Override
  public void answered(Subject subject, Headers headers) {
    Instant now = clock.instant();
    var readings = RateHeaders.read(headers, subject.quotaScope(), now);
    if (!readings.isEmpty()) {
      ledger.apply(subject.provider(), subject.credential(), readings, now);
    }
  }

  /** What an error tells of a model is about its quota group, if it has one. */
  @Override
  public void told(Subject subject, List<QuotaReading> readings) {
    var ofScope =
        readings.stream()
            .map(
                one ->
                    one.subject().equals(subject.model())
                        ? one.withSubject(subject.quotaScope())
                        : one)
            .toList();
    ledger.apply(subject.provider(), subject.credential(), ofScope, clock.instant());
  }

  @Override
  public boolean nobodyServes(String provider, String quotaScope, Instant now) {
    return fairCycle.giveWay(provider, quotaScope, now);
  }

  /** A credential that is refused is not used up: it takes no part in the cycle. */
  @Override
  public void cooledDown(Subject subject, Failure failure, Cooldown cooldown) {
    others.ifPresent(
        told ->
            CooldownKey.of(failure.kind().scope(), subject)
                .ifPresent(key -> told.changed(key, Optional.of(cooldown))));
    if (failure.kind().status() == 429) {
      fairCycle.cooledDown(
          subject,
          Duration.between(cooldown.since(), cooldown.until()),
          policies.of(subject.provider()).exhaustionThreshold(),
          cooldown.cause(),
          cooldown.since());
    }
  }

  private List<CustomCap> caps(String provider, String credential, String modelOrGroup) {
    int tier = tier(provider, credential);
    // Names of models come from clients, so what is remembered must be bounded.
    if (capsOf.size() > 10_000) {
      capsOf.clear();
    }
    return capsOf.computeIfAbsent(
        provider + " " + tier + " " + modelOrGroup,
        _ -> policies.of(provider).caps(tier, modelOrGroup));
  }

  @Override
  public List<WindowRule> windows(String provider, String credential) {
    return user.windows(provider, credential);
  }

  @Override
  public boolean isQuotaGroup(String provider, String name) {
    return Optional.ofNullable(providers.get(provider))
        .map(active -> active.quotaGroups().has(name))
        .orElse(false);
  }

  @Override
  public FairCyclePolicy policy(String provider) {
    return policies.of(provider).fairCycle();
  }

  @Override
  public int tier(String provider, String credential) {
    return Optional.ofNullable(providers.get(provider))
        .map(active -> active.pool().priority(credential))
        .orElse(1);
  }

  @Override
  public List<String> peers(String provider) {
    return Optional.ofNullable(providers.get(provider)).stream()
        .flatMap(active -> active.pool().members().stream())
        .filter(member -> !member.disabled())
        .map(MemberView::credential)
        .map(credential -> credential.id())
        .toList();
  }

  @Override
  public Optional<Instant> cooldownEnd(String provider, String credential, String quotaScope) {
    var subject = new Subject(provider, credential, quotaScope, Optional.of(quotaScope));
    return cooldowns.check(subject, Instant.MIN) instanceof Verdict.Blocked blocked
        ? blocked.until()
        : Optional.empty();
  }

  @Override
  public void wake(String provider, String credential) {
    Optional.ofNullable(providers.get(provider))
        .ifPresent(active -> active.pool().wake(credential));
  }

  @Override
  public void usedUp(Subject subject, String reason, Instant at) {
    others.ifPresent(told -> told.usedUp(subject, reason, at));
  }

  @Override
  public void beganAnew(String provider, String scope, int tier, Instant at) {
    others.ifPresent(told -> told.beganAnew(provider, scope, tier, at));
  }

  @Override
  public void bound(String provider, long mark, String credential) {
    others.ifPresent(told -> told.bound(provider, mark, credential));
  }

  @Override
  public void bind(String provider, long conversation, String credential) {
    Optional.ofNullable(providers.get(provider))
        .ifPresent(active -> active.pool().bind(conversation, credential));
  }

  @Override
  public void relieved(String provider, String credential) {
    wake(provider, credential);
  }
}
