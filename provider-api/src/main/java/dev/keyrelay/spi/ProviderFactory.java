package dev.keyrelay.spi;

import java.util.List;
import java.util.Set;

/**
 * The entry point of a provider jar, named in {@code
 * META-INF/services/dev.keyrelay.spi.ProviderFactory}.
 *
 * <p>The gateway makes one instance per jar, at start or when it is first needed, with a public
 * constructor without parameters, and calls {@link #create} at most once for each service that the
 * user has configured.
 */
public interface ProviderFactory {

  /** Identifies the factory: {@code [a-z][a-z0-9_-]*}, unique among all loaded jars. */
  String id();

  /** Makes the provider of the service {@link ProviderContext#providerId()}. Does no I/O. */
  Provider create(ProviderContext context);

  /**
   * The services this factory makes providers for, known without any configuration. Most factories
   * serve the one that carries their own id.
   */
  default List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id()));
  }

  /**
   * The variables of a service that no other has, so that {@code keyrelay doctor} says what they
   * do. Those that the gateway reads itself, such as {@code API_BASE}, are not among them.
   *
   * @param service the id of one of {@link #services}
   */
  default List<SettingDescription> settings(String service) {
    return List.of();
  }

  /**
   * The dialects of which {@link #create} also makes a provider for a service nobody described, of
   * which the user states {@code <NAME>_API_BASE}, and {@code <NAME>_DIALECT} unless it is chat. At
   * most one loaded jar should name a dialect.
   */
  default Set<Dialect> customUpstreams() {
    return Set.of();
  }
}
