package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * Where the gateway listens, and how much it takes.
 *
 * @param host the address to listen on
 * @param port the port, or 0 for a free one
 * @param maxBodyBytes the largest request body
 * @param heartbeat how long a stream may be silent before a comment goes to the client; zero for no
 *     heartbeat
 * @param cors which web pages may read answers
 */
public record ServerSettings(
    String host, int port, long maxBodyBytes, Duration heartbeat, CorsSettings cors) {

  static ServerSettings read(Settings settings) {
    return new ServerSettings(
        settings.get(ServerVariables.HOST),
        settings.get(ServerVariables.PORT),
        settings.get(ServerVariables.MAX_BODY),
        settings.get(ServerVariables.HEARTBEAT),
        CorsSettings.read(settings));
  }
}
