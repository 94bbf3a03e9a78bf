package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Credential.OAuthAccount;
import java.io.IOException;
import java.util.Optional;

/** Where an account is kept over restarts. */
@FunctionalInterface
public interface AccountStore {

  /** Keeps nothing: for accounts of the environment, whose tokens live in memory alone. */
  AccountStore NOWHERE = account -> {};

  /**
   * Stores an account, all of it or nothing.
   *
   * @throws IOException if it is not stored; what was stored before is still there
   */
  void save(OAuthAccount account) throws IOException;

  /**
   * What is stored now, which another process may have renewed; empty if nothing is.
   *
   * @param id what to call it
   * @throws IOException if it cannot be read
   */
  default Optional<OAuthAccount> load(String id) throws IOException {
    return Optional.empty();
  }

  /**
   * Waits until no other process renews the account. To be asked before a renewal, and before
   * {@link #load}; closed after {@link #save}.
   */
  default Turn turn(String id) throws InterruptedException {
    return Turn.ALONE;
  }

  /** The right to renew an account; closing it lets the next one have it. */
  @FunctionalInterface
  interface Turn extends AutoCloseable {

    /** Nobody else is known to renew it. */
    Turn ALONE = () -> {};

    @Override
    void close();
  }
}
