package dev.keyrelay.server.http;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.CustomCap;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.FairCycle;
import dev.keyrelay.engine.pool.CredentialPool.MemberView;
import dev.keyrelay.engine.stats.StatsSource;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Credential;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The running engine as quota statistics see it. */
public final class LiveStats implements StatsSource {

  private final Engine engine;

  /** The statistics of an engine; close it only afterwards. */
  public LiveStats(Engine engine) {
    this.engine = engine;
  }

  @Override
  public List<String> providers() {
    return List.copyOf(engine.providers().keySet());
  }

  @Override
  public String rotationMode(String provider) {
    return engine.wiring().policies().of(provider).rotation().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<CredentialView> credentials(String provider) {
    var found =
        engine.wiring().credentials().of(provider).stream()
            .collect(
                Collectors.toMap(
                    FoundCredential::id, Function.identity(), (first, second) -> first));
    return members(provider).stream()
        .map(member -> view(member, Optional.ofNullable(found.get(member.credential().id()))))
        .toList();
  }

  private List<MemberView> members(String provider) {
    return engine.provider(provider).map(active -> active.pool().members()).orElse(List.of());
  }

  private CredentialView view(MemberView member, Optional<FoundCredential> found) {
    Credential credential = member.credential();
    String id = credential.id();
    return new CredentialView(
        id,
        found.map(one -> one.origin().name()).orElse(id),
        found.map(FoundCredential::mask).filter(mask -> !mask.isEmpty()).orElse(id),
        attribute(credential, "email"),
        attribute(credential, "tier"),
        OptionalInt.of(member.priority()),
        member.inFlight(),
        member.disabled(),
        engine.wiring().accounts().loggedOut(id));
  }

  private static Optional<String> attribute(Credential credential, String name) {
    return credential instanceof Credential.OAuthAccount account
        ? account.attribute(name)
        : Optional.empty();
  }

  @Override
  public Map<String, List<CooldownView>> cooldowns(String provider) {
    Instant now = engine.wiring().clock().instant();
    var byCredential = new HashMap<String, List<CooldownView>>();
    engine
        .wiring()
        .cooldowns()
        .forEach(
            (key, cooldown) -> {
              if (key.provider().equals(provider) && cooldown.active(now)) {
                byCredential
                    .computeIfAbsent(key.credential(), _ -> new ArrayList<>())
                    .add(view(key, cooldown));
              }
            });
    return byCredential;
  }

  private static CooldownView view(CooldownKey key, Cooldown cooldown) {
    return new CooldownView(
        Optional.of(key.subject()).filter(subject -> !subject.isEmpty()),
        cooldown.cause(),
        cooldown.source().name().toLowerCase(Locale.ROOT),
        cooldown.until());
  }

  @Override
  public FairCycle.View fairCycle(String provider, String credential, String quotaScope) {
    var subject = new Subject(provider, credential, "", Optional.of(quotaScope));
    return engine.wiring().fairCycle().view(subject);
  }

  @Override
  public List<CustomCap> caps(String provider, String credential, String modelOrGroup) {
    int tier =
        engine.provider(provider).map(active -> active.pool().priority(credential)).orElse(1);
    return engine.wiring().policies().of(provider).caps(tier, modelOrGroup);
  }

  /** A number that is another one after anything but time has changed what the statistics show. */
  long fingerprint() {
    var hash = new long[] {engine.wiring().ledger().revision()};
    engine
        .wiring()
        .cooldowns()
        .forEach((key, cooldown) -> hash[0] += 31L * key.hashCode() * cooldown.hashCode());
    engine
        .providers()
        .forEach(
            (id, active) -> {
              long number = id.hashCode();
              for (MemberView member : active.pool().members()) {
                number = number * 31 + member.credential().id().hashCode();
                number = number * 31 + (member.disabled() ? 1 : 0);
              }
              hash[0] = hash[0] * 31 + number;
            });
    return hash[0];
  }
}
