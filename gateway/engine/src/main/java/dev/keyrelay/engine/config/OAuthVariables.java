package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.ACCOUNTS;

import java.time.Duration;
import java.util.List;

/** The variables of OAuth accounts, whatever their provider. */
final class OAuthVariables {

  static final Variable<Boolean> SKIP_OAUTH_CHECK =
      Variable.of(
          ACCOUNTS,
          "SKIP_OAUTH_INIT_CHECK",
          Forms.flag(),
          false,
          "Skips the check of OAuth accounts at start.");

  static final Variable<Duration> OAUTH_REFRESH =
      Variable.of(
          ACCOUNTS,
          "OAUTH_REFRESH_INTERVAL",
          Forms.duration(Duration.ofSeconds(10), Duration.ofDays(1)),
          Duration.ofSeconds(600),
          "How often access tokens are checked for being about to expire.");

  static final Variable<String> MASTER_KEY =
      Variable.optional(
          ACCOUNTS,
          "KEYRELAY_MASTER_KEY",
          Forms.secret(),
          "account files are not encrypted",
          "The key that encrypts accounts, in files and in Redis: 32 bytes in base64 or"
              + " hexadecimal.");

  static final Variable<String> MASTER_KEY_FILE =
      Variable.optional(
          ACCOUNTS,
          "KEYRELAY_MASTER_KEY_FILE",
          Forms.text(),
          "none",
          "A file that holds the master key instead.");

  private OAuthVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(SKIP_OAUTH_CHECK, OAUTH_REFRESH, MASTER_KEY, MASTER_KEY_FILE);
  }
}
