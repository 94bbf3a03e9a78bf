package dev.keyrelay.spi;

import java.io.IOException;

/**
 * Ability: exchange an expiring credential for a fresh one of the same {@link Credential#id()}. The
 * gateway decides when, and never runs two refreshes of one credential at once.
 */
@FunctionalInterface
public interface CredentialRefresh {

  /**
   * Asks upstream for a new access token.
   *
   * @throws NeedsLoginException if the refresh token is no longer good
   * @throws IOException if upstream did not answer
   * @throws InterruptedException if the calling thread was interrupted
   */
  Credential.OAuthAccount refresh(Credential.OAuthAccount account)
      throws IOException, InterruptedException, NeedsLoginException;

  /** The account must log in again; trying once more is no use. */
  final class NeedsLoginException extends Exception {
    private static final long serialVersionUID = 1L;

    public NeedsLoginException(String message) {
      super(message);
    }
  }
}
