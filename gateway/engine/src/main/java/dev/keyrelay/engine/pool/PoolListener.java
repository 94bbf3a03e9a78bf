package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import java.time.Instant;

/** Is told what pools learn of credentials, on the request's thread. Must be quick. */
public interface PoolListener {

  /** Nobody listens. */
  PoolListener NONE = new PoolListener() {};

  /** Upstream answered; its headers may state limits. */
  default void answered(Subject subject, Headers headers) {}

  /**
   * No credential can serve a model now.
   *
   * @param quotaScope the model's quota group, or else the model
   * @return whether something gave way that held credentials back, so that it is worth another look
   */
  default boolean nobodyServes(String provider, String quotaScope, Instant now) {
    return false;
  }

  /** A failure brought about a cooldown. */
  default void cooledDown(Subject subject, Failure failure, Cooldown cooldown) {}
}
