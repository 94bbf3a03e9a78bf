package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.engine.config.RotationMode;
import dev.keyrelay.engine.config.SessionPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * How a pool chooses.
 *
 * @param rotation the order of choice
 * @param tolerance how far balanced rotation strays from the least used credential; 0 never strays
 * @param concurrency how many attempts a credential carries at once
 * @param sessions how conversations are kept on their credentials
 */
public record PoolRules(
    RotationMode rotation,
    double tolerance,
    ConcurrencyPolicy concurrency,
    SessionPolicy sessions) {

  /** Sequential, without limits; conversations are remembered for an hour. */
  public static final PoolRules STANDARD =
      new PoolRules(
          RotationMode.SEQUENTIAL,
          3.0,
          new ConcurrencyPolicy(
              ConcurrencyPolicy.UNLIMITED, ConcurrencyPolicy.UNLIMITED, Map.of(), 1),
          new SessionPolicy(Duration.ofSeconds(15), Duration.ofHours(1), 10_000));

  /** The rules of a provider. */
  public static PoolRules of(ProviderPolicy policy, double tolerance) {
    return new PoolRules(policy.rotation(), tolerance, policy.concurrency(), policy.sessions());
  }

  /** Whether no conversation is kept anywhere, so that rotation alone decides. */
  boolean forgetsSessions() {
    return sessions.lifetime().isZero();
  }

  /** These rules in another order of choice. */
  public PoolRules with(RotationMode other) {
    return new PoolRules(other, tolerance, concurrency, sessions);
  }

  /** These rules with another tolerance. */
  public PoolRules withTolerance(double other) {
    return new PoolRules(rotation, other, concurrency, sessions);
  }

  /** These rules with other concurrency. */
  public PoolRules with(ConcurrencyPolicy other) {
    return new PoolRules(rotation, tolerance, other, sessions);
  }
}
