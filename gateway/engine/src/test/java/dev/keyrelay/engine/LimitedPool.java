package dev.keyrelay.engine;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.GatewaySettings;
import dev.keyrelay.engine.config.ProviderPolicies;
import dev.keyrelay.engine.config.QuotaGroups;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.pool.CredentialPool;
import dev.keyrelay.engine.pool.Denied;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.pool.LeaseResult;
import dev.keyrelay.engine.pool.LeaseWish;
import dev.keyrelay.engine.pool.PoolRules;
import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.kit.ManualClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A pool of keys k0, k1, … of provider p, with every limit that variables bring about. */
final class LimitedPool {

  final ManualClock clock = new ManualClock();
  final Findings findings = new Findings();
  final Limits limits;
  final CredentialPool pool;
  final QuotaGroups groups;

  /** The priority of key {@code i} is {@code priorities[i]}. */
  LimitedPool(Map<String, String> variables, int... priorities) {
    var settings = new Settings(Environment.of(variables), findings);
    var policies = ProviderPolicies.read(settings, List.of(ServiceDescription.of("p")));
    var gateway = GatewaySettings.read(settings);
    var active = new HashMap<String, ActiveProvider>();
    limits = new Limits(active, policies, gateway.cooldowns(), UsagePrices.UNKNOWN, clock);
    var entries =
        IntStream.range(0, priorities.length)
            .mapToObj(
                i ->
                    new CredentialPool.Entry(
                        new Credential.ApiKey("k" + i, Secret.of("secret" + i)), priorities[i]))
            .toList();
    pool =
        new CredentialPool(
            "p",
            entries,
            PoolRules.of(policies.of("p"), gateway.rotationTolerance()),
            new CredentialPool.Parts(
                limits.cooldowns(),
                limits.beside(),
                limits.ledger(),
                limits,
                clock,
                new Random(1)));
    groups = policies.of("p").quotaGroups(Map.of("declared", List.of("d1", "d2")));
    active.put("p", new ActiveProvider(new Nothing(), pool, groups));
  }

  LeaseWish wish(String model) {
    return new LeaseWish(model, groups.of(model), Conversation.UNKNOWN, Set.of());
  }

  LeaseResult take(String model) {
    return pool.tryLease(wish(model));
  }

  /** Serves requests until the pool has no credential left, and tells how many it were. */
  int serveAll(String model, int most) {
    return serveAll(model, most, Optional.empty());
  }

  int serveAll(String model, int most, Optional<TokenUsage> usage) {
    int served = 0;
    while (served < most && take(model) instanceof Lease lease) {
      lease.succeed(usage);
      served++;
    }
    return served;
  }

  /** Begins attempts that do not end until the pool lends no more, and tells how many it lent. */
  List<Lease> begin(String model, int most) {
    var leases = new java.util.ArrayList<Lease>();
    while (leases.size() < most && take(model) instanceof Lease lease) {
      leases.add(lease);
    }
    return leases;
  }

  Denied denied(String model) {
    return (Denied) take(model);
  }

  /** A provider that is never called. */
  private static final class Nothing implements Provider {
    @Override
    public ProviderProfile profile() {
      return ProviderProfile.of("p", "P", Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT)));
    }

    @Override
    public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
      throw new AssertionError("nothing is called here");
    }
  }
}
