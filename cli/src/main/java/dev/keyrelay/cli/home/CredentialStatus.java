package dev.keyrelay.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How a credential stands in a running gateway.
 *
 * @param status {@code active}, {@code cooldown}, {@code exhausted}, {@code mixed}, {@code
 *     needs_login} or {@code disabled}
 * @param left how long its longest cooldown still lasts; zero if it has none
 * @param cooling how many cooldowns it has
 * @param requests attempts so far
 * @param running attempts under way
 */
public record CredentialStatus(
    String status, Duration left, int cooling, long requests, long running) {

  /** Those of a body of {@code /v1/quota-stats}, by {@link #key}. */
  public static Map<String, CredentialStatus> of(JsonNode stats) {
    var all = new HashMap<String, CredentialStatus>();
    stats
        .path("providers")
        .properties()
        .forEach(
            provider -> {
              for (JsonNode one : provider.getValue().path("credentials")) {
                all.put(key(provider.getKey(), one.path("stable_id").asText()), status(one));
              }
            });
    return Map.copyOf(all);
  }

  private static CredentialStatus status(JsonNode one) {
    double left = 0;
    for (JsonNode cooldown : one.path("cooldowns")) {
      left = Math.max(left, cooldown.path("remaining_seconds").asDouble());
    }
    return new CredentialStatus(
        one.path("status").asText(),
        Duration.ofMillis((long) (left * 1000)),
        one.path("cooldowns").size(),
        one.path("requests").asLong(),
        one.path("active_requests").asLong());
  }

  /** What tells credentials apart. */
  public static String key(String provider, String id) {
    return provider + "/" + id;
  }

  /** Whether an operator took it out of use. */
  public boolean disabled() {
    return status.equals("disabled");
  }

  /** Whether requests may be lent it, at least for some models. */
  public boolean lent() {
    return status.equals("active") || status.equals("mixed");
  }
}
