package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Lent;
import dev.keyrelay.spi.Scope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that say which cooldowns are meant. */
final class CooldownOptions {

  @Option(names = "--provider", paramLabel = "PROVIDER", description = "The provider.")
  private Optional<String> provider = Optional.empty();

  @Option(
      names = "--credential",
      paramLabel = "CREDENTIAL",
      description = "A credential's id (the first letters will do), variable or file.")
  private Optional<String> credential = Optional.empty();

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
    var parameters = new LinkedHashMap<String, String>();
    Optional<String> id = provider.map(lent::provider);
    id.ifPresent(value -> parameters.put("provider", value));
    credential.ifPresent(
        name -> {
          Lent.One one = lent.credential(name, id);
          parameters.put("provider", one.provider());
          parameters.put("credential", one.id());
        });
    scope.ifPresent(word -> parameters.put("scope", word.toLowerCase(Locale.ROOT)));
    subject.ifPresent(value -> parameters.put("subject", value));
    return parameters;
  }

  /** The path of the cooldowns that are meant. */
  String path(Lent lent) {
    return parameters(lent).entrySet().stream()
        .map(
            parameter ->
                parameter.getKey()
                    + "="
                    + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "/v1/admin/cooldowns?", ""));
  }
}
