package dev.keyrelay.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The credentials that a running gateway lends to requests, and their providers.
 *
 * @param credentials every one of them, the disabled included
 */
public record Lent(List<One> credentials) {

  /**
   * A credential of a running gateway.
   *
   * @param provider the provider id
   * @param id the credential's id
   * @param name its variable or file
   */
  public record One(String provider, String id, String name) {}

  /** Asks the gateway. */
  public static Lent of(RunningGateway running) throws IOException, InterruptedException {
    JsonNode stats = running.get("/v1/quota-stats");
    var credentials = new ArrayList<One>();
    stats
        .path("providers")
        .properties()
        .forEach(
            provider -> {
              for (JsonNode one : provider.getValue().path("credentials")) {
                credentials.add(
                    new One(
                        provider.getKey(),
                        one.path("stable_id").asText(),
                        one.path("name").asText()));
              }
            });
    return new Lent(credentials);
  }

  /**
   * The id of a provider, named in any case and with hyphens or underscores.
   *
   * @throws IllegalArgumentException if the gateway has no credential of it
   */
  public String provider(String name) {
    var ids = new TreeSet<>(credentials.stream().map(One::provider).toList());
    return ids.stream()
        .filter(id -> plain(id).equals(plain(name)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The gateway has no credential of provider \""
                        + name
                        + "\" (expected: one of "
                        + String.join(", ", ids)
                        + ")."));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * The one credential that a name stands for, see {@link Choice}.
   *
   * @param provider the id of the provider whose it is, if that is known
   * @throws IllegalArgumentException if it stands for none or several
   */
  public One credential(String name, Optional<String> provider) {
    var candidates =
        credentials.stream()
            .filter(one -> provider.map(one.provider()::equals).orElse(true))
            .toList();
    return Choice.of(name, candidates, One::id, One::name);
  }

  /** The variable or file of a credential; its id where the gateway no longer has it. */
  public String name(String provider, String id) {
    return credentials.stream()
        .filter(one -> one.provider().equals(provider) && one.id().equals(id))
        .map(One::name)
        .findFirst()
        .orElse(id);
  }
}
