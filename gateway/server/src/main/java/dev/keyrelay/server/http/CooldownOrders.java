package dev.keyrelay.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.RetryDelay;
import dev.keyrelay.spi.Scope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what an operator wants to be a cooldown: {@code provider}, {@code scope}, {@code
 * credential} and {@code subject} as the scope wants them, {@code until} (an ISO time) or {@code
 * for} (seconds, or a length such as 15m), and {@code cause}.
 */
record CooldownOrders(CooldownKey key, Cooldown cooldown) {

  private static final Duration LONGEST = Duration.ofDays(366);

  private static final List<String> FIELDS =
      List.of("provider", "scope", "credential", "subject", "until", "for", "cause");

  /** The scopes by the words of this interface. */
  private static final Map<String, Scope> SCOPES =
      Arrays.stream(Scope.values())
          .filter(scope -> scope != Scope.NONE)
          .collect(
              Collectors.toUnmodifiableMap(
                  scope -> scope.name().toLowerCase(Locale.ROOT), scope -> scope));

  static CooldownOrders read(byte[] body, Instant now) throws GatewayException {
    JsonNode json;
    try {
      json = JsonBody.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw refused("body: no JSON (expected: an object)");
    } catch (IOException e) {
      throw refused("body: " + e.getMessage());
    }
    for (var field : json.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw refused(field.getKey() + ": unknown (expected: some of " + FIELDS + ")");
      }
    }
    var until = until(json, now);
    if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
      throw refused("until: " + until + " (expected: within the next 366 days)");
    }
    var cause = Optional.of(json.path("cause").asText()).filter(text -> !text.isBlank());
    if (cause.filter(text -> text.length() > 200).isPresent()) {
      throw refused("cause: longer than 200 characters (expected: a short reason)");
    }
    return new CooldownOrders(
        key(json),
        new Cooldown(until, cause.orElse("set by an operator"), Cooldown.Source.OPERATOR, now, 0));
  }

  private static CooldownKey key(JsonNode json) throws GatewayException {
    String word = json.path("scope").asText("credential");
    var scope = scope(word);
    boolean credential =
        switch (scope) {
          case CREDENTIAL, CREDENTIAL_MODEL, CREDENTIAL_QUOTA_GROUP -> true;
          case NONE, PROVIDER_MODEL, PROVIDER -> false;
        };
    boolean subject =
        switch (scope) {
          case CREDENTIAL_MODEL, CREDENTIAL_QUOTA_GROUP, PROVIDER_MODEL -> true;
          case NONE, CREDENTIAL, PROVIDER -> false;
        };
    return new CooldownKey(
        scope,
        text(json, "provider", true, word),
        text(json, "credential", credential, word),
        text(json, "subject", subject, word));
  }

  /** The word of a scope in this interface. */
  static Scope scope(String word) throws GatewayException {
    var scope = SCOPES.get(word);
    if (scope == null) {
      throw refused(
          "scope: \"" + word + "\" (expected: " + SCOPES.keySet().stream().sorted().toList() + ")");
    }
    return scope;
  }

  private static String text(JsonNode json, String field, boolean wanted, String scope)
      throws GatewayException {
    String text = json.path(field).asText("").strip();
    if (wanted == text.isEmpty()) {
      throw refused(
          wanted
              ? field + ": missing (the scope " + scope + " wants one)"
              : field + ": \"" + text + "\" (the scope " + scope + " has none)");
    }
    return text;
  }

  private static Instant until(JsonNode json, Instant now) throws GatewayException {
    if (json.has("until")) {
      try {
        return Instant.parse(json.path("until").asText());
      } catch (DateTimeParseException e) {
        throw refused(
            "until: \"" + json.path("until").asText() + "\" (expected: 2030-01-31T12:00:00Z)");
      }
    }
    String length = json.path("for").asText("");
    return RetryDelay.parse(length)
        .map(now::plus)
        .orElseThrow(
            () ->
                refused("for: \"" + length + "\" (expected: seconds, or 90s, 15m, 2h; or until)"));
  }

  private static GatewayException refused(String message) {
    return new GatewayException(ClientError.of(400, message));
  }
}
