package dev.keyrelay.cli.home;

import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.Credential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials as variables.
 *
 * @param variables names and values, in order; values are secret
 * @param headings what stands before the first variable of each credential, by that variable
 */
public record Exported(Map<String, String> variables, Map<String, String> headings) {

  /**
   * Exports credentials.
   *
   * @param single whether names carry no number, which suits one credential for each provider
   * @param first the first number of each provider
   * @throws IllegalArgumentException if {@code single} and a provider has several
   */
  public static Exported of(
      List<FoundCredential> credentials, Installation installation, boolean single, int first) {
    var variables = new LinkedHashMap<String, String>();
    var headings = new LinkedHashMap<String, String>();
    var next = new LinkedHashMap<String, Integer>();
    for (FoundCredential one : credentials) {
      String prefix = installation.names().of(one.provider()).getFirst();
      int number = next.merge(kind(one) + prefix, first, (had, _) -> had + 1);
      if (single && number > first) {
        throw new IllegalArgumentException(
            one.provider()
                + " has several credentials (expected with --single: one). Name one, or leave out"
                + " --single.");
      }
      var numbered = single && !holdsKey(one) ? Optional.<Integer>empty() : Optional.of(number);
      var lines = AccountLines.of(one.credential(), prefix, numbered);
      lines.keySet().stream()
          .findFirst()
          .ifPresent(name -> headings.put(name, one.provider() + ": " + one.displayName()));
      variables.putAll(lines);
      address(prefix, installation)
          .ifPresent(base -> variables.putIfAbsent(prefix + "_API_BASE", base));
    }
    return new Exported(variables, headings);
  }

  /** Keys and accounts are numbered apart: {@code X_API_KEY_1} and {@code X_1_ACCESS_TOKEN}. */
  private static String kind(FoundCredential one) {
    return one.credential() instanceof Credential.ApiKey ? "key " : "account ";
  }

  /** An unnumbered {@code _API_KEY} would be a credential of its own. */
  private static boolean holdsKey(FoundCredential one) {
    return one.credential() instanceof Credential.OAuthAccount account
        && account.secret("api_key").isPresent();
  }

  /** A provider of the user's own is nothing without its address; a known one may have another. */
  private static Optional<String> address(String prefix, Installation installation) {
    return installation.configuration().environment().get(prefix + "_API_BASE");
  }

  /** How many credentials these are. */
  public int credentials() {
    return headings.size();
  }

  /**
   * Lines for {@code .env} and shells.
   *
   * @throws IllegalArgumentException if a value cannot be written, see {@link EnvValue#line}
   */
  public String text() {
    var text = new StringBuilder();
    variables.forEach(
        (name, value) -> {
          String heading = headings.get(name);
          if (heading != null) {
            text.append(text.isEmpty() ? "# " : "\n# ").append(heading).append('\n');
          }
          text.append(EnvValue.line(name, value)).append('\n');
        });
    return text.toString();
  }

  /** The names; values are secret. */
  @Override
  public String toString() {
    return "Exported" + variables.keySet();
  }
}
