package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.credential.CredentialSource.Search;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the credentials of every service that some plugin describes, or that the user states by
 * {@code <NAME>_API_BASE}. What is odd becomes a finding; nothing throws.
 */
public final class CredentialDiscovery {

  private final List<CredentialSource> sources;

  /** Discovery in the given places, in order of precedence. */
  public CredentialDiscovery(List<CredentialSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Discovery in variables, then in {@code oauth_creds}. */
  public static CredentialDiscovery standard() {
    return new CredentialDiscovery(
        List.of(new KeyVariables(), new AccountVariables(), new AccountFiles()));
  }

  /**
   * Finds credentials.
   *
   * @param described the services that plugins describe
   * @param servesCustom whether some plugin serves services that nobody describes
   */
  public Credentials discover(
      Home home,
      Settings settings,
      List<ServiceDescription> described,
      boolean servesCustom,
      CredentialIds ids) {
    var services = new ArrayList<>(described);
    services.addAll(CustomServices.find(settings, new VariableNames(described), servesCustom));
    var names = new VariableNames(services);
    var search = new Search(home, settings, services, names, ids);
    var found = distinct(search);
    for (var service : services) {
      if (!service.standIn() && named(search, service)) {
        found.computeIfAbsent(service.id(), id -> List.of(anonymous(search, id)));
      }
    }
    if (found.isEmpty()) {
      services.stream()
          .filter(ServiceDescription::standIn)
          .forEach(s -> found.put(s.id(), List.of(anonymous(search, s.id()))));
    }
    return new Credentials(services, found);
  }

  private Map<String, List<FoundCredential>> distinct(Search search) {
    var byId = new LinkedHashMap<String, FoundCredential>();
    var same = new SameCredentials();
    for (var source : sources) {
      for (var credential : source.find(search)) {
        var first = same.first(credential);
        if (first.isEmpty()) {
          byId.put(credential.id(), credential);
        } else {
          search
              .settings()
              .findings()
              .warning(
                  credential.origin().name(),
                  "holds the same credential as "
                      + first.get().origin().name()
                      + "; it counts once.",
                  "Remove one of them.");
        }
      }
    }
    var byProvider = new LinkedHashMap<String, List<FoundCredential>>();
    byId.values()
        .forEach(c -> byProvider.computeIfAbsent(c.provider(), _ -> new ArrayList<>()).add(c));
    return byProvider;
  }

  /**
   * Whether the user names a service that wants no credential, by any variable that only makes
   * sense if it is to be used. An empty {@code _API_KEY} counts.
   */
  private static boolean named(Search search, ServiceDescription service) {
    var environment = search.settings().environment();
    return service.need() == CredentialNeed.OPTIONAL
        && search.names().of(service.id()).stream()
            .anyMatch(
                name ->
                    environment.get(name + "_API_BASE").isPresent()
                        || environment.get(name + "_MODELS").isPresent()
                        || environment.raw(name + "_API_KEY").isPresent());
  }

  private static FoundCredential anonymous(Search search, String provider) {
    return new FoundCredential(
        provider,
        new Credential.Anonymous(search.ids().of(provider, "")),
        new Origin.Nowhere(),
        "");
  }
}
