package dev.keyrelay.engine.pool;

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
    Rotation rotation, double tolerance, Concurrency concurrency, Sessions sessions) {

  /** The order of choice. */
  public enum Rotation {
    /** Weighted random, the less used the likelier. */
    BALANCED,
    /** One credential until it cannot serve, then the next. */
    SEQUENTIAL
  }

  /**
   * How many attempts a credential carries at once; 0 or less is without limit. Both numbers are
   * multiplied by the multiplier of the credential's priority.
   *
   * @param max never more than this
   * @param optimal no more than this while another credential has less
   * @param multipliers for {@code max}, by priority
   * @param optimalMultipliers for {@code optimal}, by priority
   * @param otherMultiplier for {@code max}, of priorities without an entry
   */
  public record Concurrency(
      int max,
      int optimal,
      Map<Integer, Integer> multipliers,
      Map<Integer, Integer> optimalMultipliers,
      int otherMultiplier) {

    /** Without limit. */
    public static final Concurrency UNLIMITED = new Concurrency(0, 0, Map.of(), Map.of(), 1);

    public Concurrency {
      multipliers = Map.copyOf(multipliers);
      optimalMultipliers = Map.copyOf(optimalMultipliers);
    }

    int max(int priority) {
      return max <= 0
          ? Integer.MAX_VALUE
          : max * multipliers.getOrDefault(priority, otherMultiplier);
    }

    int optimal(int priority) {
      return optimal <= 0
          ? Integer.MAX_VALUE
          : optimal * optimalMultipliers.getOrDefault(priority, 1);
    }
  }

  /**
   * How conversations are kept on their credentials.
   *
   * @param idle how long an unused one is remembered
   * @param most how many are remembered
   * @param patience how long a conversation waits for its own credential before it takes another
   */
  public record Sessions(Duration idle, int most, Duration patience) {

    /** An hour, ten thousand, fifteen seconds. */
    public static final Sessions STANDARD =
        new Sessions(Duration.ofHours(1), 10_000, Duration.ofSeconds(15));
  }

  /** Sequential, without limits. */
  public static final PoolRules STANDARD =
      new PoolRules(Rotation.SEQUENTIAL, 3.0, Concurrency.UNLIMITED, Sessions.STANDARD);

  /** These rules in another order of choice. */
  public PoolRules with(Rotation other) {
    return new PoolRules(other, tolerance, concurrency, sessions);
  }

  /** These rules with other concurrency. */
  public PoolRules with(Concurrency other) {
    return new PoolRules(rotation, tolerance, other, sessions);
  }
}
