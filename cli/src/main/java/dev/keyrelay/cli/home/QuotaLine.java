package dev.keyrelay.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One line of quota statistics.
 *
 * @param provider the provider id
 * @param kind what the line is about
 * @param name the quota group's or the credential's; empty for the provider
 * @param state how many credentials are active of how many, or the credential's status
 * @param requests attempts so far
 * @param tokens tokens so far
 * @param costUsd what they cost, if known
 * @param left the share of the quota that is left, 0 to 1, if known
 * @param resets when quota comes back, if known
 */
public record QuotaLine(
    String provider,
    Kind kind,
    String name,
    String state,
    long requests,
    long tokens,
    OptionalDouble costUsd,
    OptionalDouble left,
    Optional<Instant> resets) {

  /** What a line is about. */
  public enum Kind {
    /** A provider. */
    PROVIDER,
    /** Models that use up one quota together. */
    GROUP,
    /** A credential. */
    CREDENTIAL
  }

  /**
   * The lines of a body of {@code /v1/quota-stats}: each provider, its quota groups, its
   * credentials.
   */
  public static List<QuotaLine> of(JsonNode stats) {
    var lines = new ArrayList<QuotaLine>();
    stats
        .path("providers")
        .properties()
        .forEach(
            entry -> {
              String provider = entry.getKey();
              JsonNode node = entry.getValue();
              lines.add(provider(provider, node));
              node.path("quota_groups")
                  .properties()
                  .forEach(group -> lines.add(group(provider, group.getKey(), group.getValue())));
              node.path("credentials").forEach(one -> lines.add(credential(provider, one)));
            });
    return lines;
  }

  private static QuotaLine provider(String provider, JsonNode node) {
    JsonNode tokens = node.path("tokens");
    return new QuotaLine(
        provider,
        Kind.PROVIDER,
        "",
        node.path("active_count").asInt() + "/" + node.path("credential_count").asInt(),
        node.path("total_requests").asLong(),
        tokens.path("input_cached").asLong()
            + tokens.path("input_uncached").asLong()
            + tokens.path("output").asLong(),
        number(node.path("approx_cost"), 1),
        OptionalDouble.empty(),
        Optional.empty());
  }

  private static QuotaLine group(String provider, String name, JsonNode node) {
    return new QuotaLine(
        provider,
        Kind.GROUP,
        name,
        "",
        0,
        0,
        OptionalDouble.empty(),
        number(node.path("remaining_percent"), 100),
        time(node.path("reset_time")));
  }

  private static QuotaLine credential(String provider, JsonNode node) {
    JsonNode totals = node.path("totals");
    double wait = 0;
    for (JsonNode cooldown : node.path("cooldowns")) {
      wait = Math.max(wait, cooldown.path("remaining_seconds").asDouble());
    }
    return new QuotaLine(
        provider,
        Kind.CREDENTIAL,
        node.path("name").asText(),
        node.path("status").asText() + (wait > 0 ? " " + Math.round(wait) + "s" : ""),
        node.path("requests").asLong(),
        totals.path("total_tokens").asLong(),
        number(totals.path("approx_cost"), 1),
        number(node.path("quota_remaining_percent"), 100),
        firstReset(node));
  }

  /** When the first window ends of those that have a limit. */
  private static Optional<Instant> firstReset(JsonNode credential) {
    var windows = new ArrayList<JsonNode>();
    credential.path("windows").forEach(windows::add);
    for (String scopes : List.of("group_usage", "model_usage")) {
      credential.path(scopes).forEach(scope -> scope.path("windows").forEach(windows::add));
    }
    return windows.stream()
        .filter(window -> window.path("limit").isNumber() && window.path("reset_at").isNumber())
        .map(window -> Instant.ofEpochMilli((long) (window.path("reset_at").asDouble() * 1000)))
        .min(Comparator.naturalOrder());
  }

  private static OptionalDouble number(JsonNode node, double whole) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble() / whole) : OptionalDouble.empty();
  }

  private static Optional<Instant> time(JsonNode node) {
    try {
      return node.isTextual() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A bar of a width, full for 1: {@code ██████░░░░}. */
  public static String bar(double share, int width) {
    int full = (int) Math.round(Math.clamp(share, 0, 1) * width);
    return "█".repeat(full) + "░".repeat(width - full);
  }
}
