package dev.keyrelay.spi;

import java.io.IOException;
import java.time.Duration;

/**
 * Ability: complete an OAuth account with what requests need besides a token, such as a project and
 * a tier. The gateway runs it after a login, and before the first use of an account that {@link
 * #isComplete} refuses; it stores the outcome.
 */
public interface AccountPreparation {

  /** Whether the account has all that requests need. No I/O. */
  boolean isComplete(Credential.OAuthAccount account);

  /**
   * Takes the next step with a valid access token. After {@link Waiting} the gateway waits and
   * calls again with the account of that answer.
   *
   * @throws IOException if upstream did not answer; trying later is fine
   * @throws InterruptedException if the calling thread was interrupted
   */
  Step next(Credential.OAuthAccount account) throws IOException, InterruptedException;

  /** What one step led to. */
  sealed interface Step {}

  /** The account is complete. */
  record Ready(Credential.OAuthAccount account) implements Step {}

  /** Upstream is at work. */
  record Waiting(Credential.OAuthAccount account, Duration delay) implements Step {}

  /** Upstream does not serve this account; the message says why, and what the user can do. */
  record Refused(String message) implements Step {}
}
