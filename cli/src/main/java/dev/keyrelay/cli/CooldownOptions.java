package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Lent;
import dev.keyrelay.spi.Scope;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which cooldowns are meant. */
final class CooldownOptions {

  @Mixin private final LentOptions whose = new LentOptions();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      completionCandidates = Scopes.class,
      description = "What it covers: ${COMPLETION-CANDIDATES}.")
  private Optional<String> scope = Optional.empty();

  @Option(
      names = "--subject",
      paramLabel = "SUBJECT",
      description = "The model or quota group, for scopes that have one.")
  private Optional<String> subject = Optional.empty();

  /** The words for scopes. */
  static final class Scopes implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Scope.values())
          .filter(scope -> scope != Scope.NONE)
          .map(scope -> scope.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }

  /**
   * Those given, as the gateway calls them; a credential names its provider too.
   *
   * @throws IllegalArgumentException if the gateway has no such provider or credential
   */
  Map<String, String> parameters(Lent lent) {
    Map<String, String> parameters = whose.parameters(lent);
    scope.ifPresent(word -> parameters.put("scope", word.toLowerCase(Locale.ROOT)));
    subject.ifPresent(value -> parameters.put("subject", value));
    return parameters;
  }

  /** The path of the cooldowns that are meant. */
  String path(Lent lent) {
    return "/v1/admin/cooldowns?" + LentOptions.query(parameters(lent));
  }
}
