package dev.keyrelay.engine.credential;

import dev.keyrelay.spi.ServiceDescription;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What discovery found.
 *
 * @param services every known service, those that the user states by {@code <NAME>_API_BASE} too
 * @param byProvider the credentials of each provider that has one, in order; no list is empty
 */
public record Credentials(
    List<ServiceDescription> services, Map<String, List<FoundCredential>> byProvider) {

  public Credentials {
    services = List.copyOf(services);
    var copy = new LinkedHashMap<String, List<FoundCredential>>();
    byProvider.forEach((provider, found) -> copy.put(provider, List.copyOf(found)));
    byProvider = Collections.unmodifiableMap(copy);
  }

  /** The credentials of a provider; empty if it has none. */
  public List<FoundCredential> of(String provider) {
    return byProvider.getOrDefault(provider, List.of());
  }
}
