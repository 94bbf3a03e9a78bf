package dev.keyrelay.cli.home;

import dev.keyrelay.engine.account.Exports;
import dev.keyrelay.engine.config.EnvLine;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.Credential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * Credentials as lines of variables, for {@code .env} and shells.
 *
 * @param lines secret; comments and empty lines among them
 * @param credentials how many credentials these are
 */
public record Exported(List<String> lines, int credentials) {

  public Exported {
    lines = List.copyOf(lines);
  }

  /**
   * Exports credentials.
   *
   * @param single whether names carry no number, which suits one credential for each provider
   * @param first the first number of each provider
   * @throws IllegalArgumentException if {@code single} and a provider has several
   */
  public static Exported of(
      List<FoundCredential> credentials, Installation installation, boolean single, int first) {
    var lines = new LinkedHashSet<String>();
    var next = new LinkedHashMap<String, Integer>();
    int count = 0;
    for (FoundCredential one : credentials) {
      String prefix = installation.names().of(one.provider()).getFirst();
      int number = next.merge(kind(one) + prefix, first, (had, _) -> had + 1);
      if (single && number > first) {
        throw new IllegalArgumentException(
            one.provider()
                + " has several credentials (expected with --single: one). Name one, or leave out"
                + " --single.");
      }
      var own =
          lines(one.credential(), prefix, single ? OptionalInt.empty() : OptionalInt.of(number));
      if (!own.isEmpty()) {
        lines.add("# " + one.provider() + ": " + one.displayName());
        lines.addAll(own);
        installation
            .configuration()
            .environment()
            .get(prefix + "_API_BASE")
            .ifPresent(base -> lines.add(EnvLine.of(prefix + "_API_BASE", base)));
        count++;
      }
    }
    return new Exported(new ArrayList<>(lines), count);
  }

  /** Keys and accounts are numbered apart: {@code X_API_KEY_1} and {@code X_1_ACCESS_TOKEN}. */
  private static String kind(FoundCredential one) {
    return one.credential() instanceof Credential.ApiKey ? "key " : "account ";
  }

  private static List<String> lines(Credential credential, String prefix, OptionalInt number) {
    return switch (credential) {
      case Credential.ApiKey key ->
          List.of(
              EnvLine.of(
                  prefix + "_API_KEY" + (number.isPresent() ? "_" + number.getAsInt() : ""),
                  key.key().reveal()));
      case Credential.OAuthAccount account -> Exports.lines(prefix, number, account);
      case Credential.Anonymous _ -> List.of();
    };
  }

  /** The names of the variables. */
  public List<String> names() {
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.indexOf('=')))
        .toList();
  }

  /** All lines, each with its end. */
  public String text() {
    return String.join("\n", lines) + "\n";
  }

  /** The names; values are secret. */
  @Override
  public String toString() {
    return "Exported" + names();
  }
}
