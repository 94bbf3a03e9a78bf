package dev.keyrelay.spi;

import java.io.IOException;
import java.time.Duration;

/**
 * Ability: exchange an expiring credential for a fresh one of the same {@link Credential#id()}. The
 * gateway decides when, and never runs two refreshes of one credential at once.
 */
@FunctionalInterface
public interface CredentialRefresh {

  /**
   * Asks upstream for a new access token. Where upstream gives a new refresh token with it, the
   * answer holds that one, and the old one is spent: the gateway stores the answer before it uses
   * it.
   *
   * @throws NeedsLoginException if the refresh token is no longer good
   * @throws IOException if upstream did not answer
   * @throws InterruptedException if the calling thread was interrupted
   */
  Credential.OAuthAccount refresh(Credential.OAuthAccount account)
      throws IOException, InterruptedException, NeedsLoginException;

  /** How long before the end of an access token the gateway asks for the next one. */
  default Duration ahead() {
    return Duration.ofMinutes(5);
  }

  /** The account must log in again; trying once more is no use. */
  final class NeedsLoginException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message says why, and what to do. */
    public NeedsLoginException(String message) {
      super(message);
    }
  }
}
