package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.CredentialStatus;
import dev.keyrelay.cli.home.QuotaLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** States to look at. */
final class Samples {

  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  static final Facts FACTS =
      new Facts(
          "/home/ann/relay",
          List.of(
              new Facts.CredentialRow("acme", "0123456789abcdef", "key", "ACME_API_KEY_1", "…abcd"),
              new Facts.CredentialRow(
                  "guild", "fedcba9876543210", "account", "guild_oauth_1.json", "an***@***.org")),
          List.of(
              new Facts.ProviderRow("acme", "Acme", "ACME", 1, "sequential"),
              new Facts.ProviderRow("guild", "The guild", "GUILD", 1, "balanced")),
          new TreeMap<>(Map.of("acme", "ACME", "guild", "GUILD", "zeta", "ZETA")),
          Map.of("PORT", "8000", "ROTATION_MODE_GUILD", "balanced", "KEYRELAY_HOST", "127.0.0.1"),
          Map.of("PORT", ".env", "KEYRELAY_HOST", "the process environment"),
          1,
          0);

  static final Live LIVE =
      new Live(
          Live.Status.RUNNING,
          "http://127.0.0.1:8000",
          NOW.minusSeconds(61),
          List.of(
              new Request(NOW, "best", "acme/large", "stream", 2, Duration.ofMillis(1200), 0),
              new Request(NOW, "acme/x", "acme/x", "429", 1, Duration.ofMillis(30), 0)),
          List.of(0L, 1L, 4L),
          2,
          1,
          70,
          40,
          1,
          new Standing(
              List.of(
                  new QuotaLine(
                      "acme",
                      QuotaLine.Kind.GROUP,
                      "opus",
                      "",
                      0,
                      0,
                      OptionalDouble.empty(),
                      OptionalDouble.of(0.25),
                      Optional.of(NOW.plusSeconds(3600)))),
              Map.of(
                  "acme/0123456789abcdef",
                  new CredentialStatus("cooldown", Duration.ofSeconds(90), 1, 4, 0),
                  "guild/fedcba9876543210",
                  new CredentialStatus("disabled", Duration.ZERO, 0, 2, 0))),
          List.of("INFO one", "WARN two"));

  private Samples() {}

  static State state() {
    return State.of(FACTS, NOW);
  }
}
