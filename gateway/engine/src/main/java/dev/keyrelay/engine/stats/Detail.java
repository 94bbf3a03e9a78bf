package dev.keyrelay.engine.stats;

/** How much quota statistics show. */
public enum Detail {
  /** Providers and quota groups. */
  SUMMARY,
  /** And each credential, with its totals and cooldowns. */
  CREDENTIALS,
  /** And what each used of which model and quota group. */
  FULL
}
