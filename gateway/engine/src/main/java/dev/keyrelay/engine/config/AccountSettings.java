package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * How OAuth accounts are looked after.
 *
 * @param skipCheck leaves out the check at start
 * @param refreshInterval how often expiring access tokens are looked for
 */
public record AccountSettings(boolean skipCheck, Duration refreshInterval) {

  static AccountSettings read(Settings settings) {
    return new AccountSettings(
        settings.get(OAuthVariables.SKIP_OAUTH_CHECK), settings.get(OAuthVariables.OAUTH_REFRESH));
  }
}
