package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * Whether a credential that is used up stays out until its peers are used up too.
 *
 * @param enabled whether at all
 * @param tracking what a credential is used up for
 * @param crossTier whether peers of other priorities count
 * @param duration after which a cycle ends by itself
 * @param quotaThreshold the share of the window's limit, 0 to 1, that counts as used up
 * @param resetGuard a cycle is not reset while a cooldown ends within this
 */
public record FairCyclePolicy(
    boolean enabled,
    Tracking tracking,
    boolean crossTier,
    Duration duration,
    double quotaThreshold,
    Duration resetGuard) {

  /** What a credential is used up for. */
  public enum Tracking {
    /** A model, or its quota group. */
    MODEL_GROUP,
    /** Everything. */
    CREDENTIAL
  }
}
