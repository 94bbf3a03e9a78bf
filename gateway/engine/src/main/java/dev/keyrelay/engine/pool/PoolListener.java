package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;

/** Is told what pools learn of credentials, on the request's thread. Must be quick. */
public interface PoolListener {

  /** Nobody listens. */
  PoolListener NONE = new PoolListener() {};

  /** Upstream answered; its headers may state limits. */
  default void answered(Subject subject, Headers headers) {}

  /** A failure brought about a cooldown. */
  default void cooledDown(Subject subject, Failure failure, Cooldown cooldown) {}
}
