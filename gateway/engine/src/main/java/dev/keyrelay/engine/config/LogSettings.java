package dev.keyrelay.engine.config;

/**
 * What is written below {@code logs}.
 *
 * @param requests one folder for each request
 * @param raw what was exchanged, but for secrets
 */
public record LogSettings(boolean requests, boolean raw) {

  static LogSettings read(Settings settings) {
    return new LogSettings(
        settings.get(GatewayVariables.REQUEST_LOGGING), settings.get(GatewayVariables.RAW_LOGGING));
  }
}
