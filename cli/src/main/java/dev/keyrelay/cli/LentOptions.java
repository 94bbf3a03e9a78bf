package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Lent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that say which of a running gateway's credentials are meant. */
final class LentOptions {

  @Option(names = "--provider", paramLabel = "PROVIDER", description = "The provider.")
  private Optional<String> provider = Optional.empty();

  @Option(
      names = "--credential",
      paramLabel = "CREDENTIAL",
      description = "A credential's id (the first letters will do), variable or file.")
  private Optional<String> credential = Optional.empty();

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
    return parameters;
  }

  /** Parameters as they follow the question mark of an address. */
  static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
