package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Is told what pools learn of credentials, on the request's thread. Must be quick. */
public interface PoolListener {

  /** Nobody listens. */
  PoolListener NONE = new PoolListener() {};

  /** Upstream answered; its headers may state limits. */
  default void answered(Subject subject, Headers headers) {}

  /** An error told of quotas. */
  default void told(Subject subject, List<QuotaReading> readings) {}

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

  /**
   * A conversation is now served by a credential, told under the pool's lock.
   *
   * @param mark a hash that names the conversation, the same in every pool of the credentials
   */
  default void bound(String provider, long mark, String credential) {}

  /**
   * Takes one of a credential's slots from all who share the credential with this pool. Asked
   * outside the pool's lock, for credentials with a limit of their own; may be as slow as one
   * exchange with a near machine.
   *
   * @return how to give it back, which must be quick; empty if others have all of them
   */
  default Optional<Runnable> takeSlot(Subject subject, int most) {
    return Optional.of(Lease.NO_SLOT);
  }
}
