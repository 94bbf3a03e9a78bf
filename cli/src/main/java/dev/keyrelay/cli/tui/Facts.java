package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.SetVariable;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ServiceDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the home folder holds, without secrets.
 *
 * @param home the folder
 * @param credentials every credential
 * @param providers every provider that has a credential or an address of the user's
 * @param services the ids of all known providers, with what their variables begin with
 * @param values what variables hold, as it may be shown
 * @param origins where they were set
 * @param errors how many settings do not hold
 * @param warnings how much is odd
 */
record Facts(
    String home,
    List<CredentialRow> credentials,
    List<ProviderRow> providers,
    Map<String, String> services,
    Map<String, String> values,
    Map<String, String> origins,
    long errors,
    long warnings) {

  /** A credential. */
  record CredentialRow(String provider, String id, String kind, String origin, String mask) {}

  /**
   * A provider.
   *
   * @param prefix what its variables begin with
   */
  record ProviderRow(String id, String name, String prefix, int credentials, String rotation) {}

  static final Facts NONE = new Facts("", List.of(), List.of(), Map.of(), Map.of(), Map.of(), 0, 0);

  static Facts of(Installation installation) {
    var environment = installation.configuration().environment();
    var values = new HashMap<String, String>();
    var origins = new HashMap<String, String>();
    for (SetVariable one : SetVariable.of(installation)) {
      // Whole, because it is edited; a secret is typed anew instead.
      values.put(one.name(), one.secret() ? one.shown() : environment.get(one.name()).orElse(""));
      origins.put(one.name(), one.origin());
    }
    var services = new TreeMap<String, String>();
    for (ServiceDescription service : installation.credentials().services()) {
      services.put(service.id(), installation.names().of(service.id()).getFirst());
    }
    List<Finding> findings = installation.findings();
    return new Facts(
        installation.configuration().home().folder().toString(),
        installation.allCredentials().stream().map(Facts::row).toList(),
        providers(installation),
        services,
        Map.copyOf(values),
        Map.copyOf(origins),
        findings.stream().filter(one -> one.level() == Finding.Level.ERROR).count(),
        findings.stream().filter(one -> one.level() == Finding.Level.WARNING).count());
  }

  private static CredentialRow row(FoundCredential one) {
    String kind =
        switch (one.credential()) {
          case Credential.ApiKey _ -> "key";
          case Credential.OAuthAccount _ -> "account";
          case Credential.Anonymous _ -> "no key";
        };
    return new CredentialRow(one.provider(), one.id(), kind, one.origin().name(), one.mask());
  }

  private static List<ProviderRow> providers(Installation installation) {
    var policies = installation.policies();
    var environment = installation.configuration().environment();
    return installation.credentials().services().stream()
        .filter(
            service ->
                !installation.credentials().of(service.id()).isEmpty()
                    || environment
                        .get(installation.names().of(service.id()).getFirst() + "_API_BASE")
                        .isPresent())
        .map(
            service ->
                new ProviderRow(
                    service.id(),
                    service.displayName(),
                    installation.names().of(service.id()).getFirst(),
                    installation.credentials().of(service.id()).size(),
                    policies.of(service.id()).rotation().name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** Whether a variable comes from the process, so that no change of {@code .env} is felt. */
  boolean isOfProcess(String name) {
    return Environment.PROCESS.equals(origins.get(name));
  }

  /** What a variable holds, as it may be shown. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
