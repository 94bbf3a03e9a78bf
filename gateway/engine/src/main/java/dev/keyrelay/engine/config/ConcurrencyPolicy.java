package dev.keyrelay.engine.config;

import java.util.Map;

/**
 * How many requests one credential carries at once, for the provider's rotation mode.
 *
 * @param baseMax the hard ceiling of a credential with multiplier 1, or {@link #UNLIMITED}
 * @param optimal what is aimed at while other credentials are free, or {@link #UNLIMITED}
 * @param multipliers by credential priority
 * @param otherwise the multiplier of a priority that has none
 */
public record ConcurrencyPolicy(
    int baseMax, int optimal, Map<Integer, Integer> multipliers, int otherwise) {

  /** No limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  public ConcurrencyPolicy {
    multipliers = Map.copyOf(multipliers);
  }

  /** The hard ceiling of a credential of a priority, or {@link #UNLIMITED}. */
  public int max(int priority) {
    if (baseMax == UNLIMITED) {
      return UNLIMITED;
    }
    long product = (long) baseMax * multipliers.getOrDefault(priority, otherwise);
    return (int) Math.min(product, UNLIMITED);
  }
}
