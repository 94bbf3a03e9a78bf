package dev.keyrelay.spi;

import java.util.List;

/**
 * The entry point of a provider jar, named in {@code
 * META-INF/services/dev.keyrelay.spi.ProviderFactory}.
 *
 * <p>The gateway makes one instance per jar at start, with a public constructor without parameters,
 * and calls {@link #create} at most once for each service that the user has configured.
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
   * Whether {@link #create} also makes a provider for a service nobody described, of which the user
   * states nothing but {@code <NAME>_API_BASE}. At most one loaded jar should say so.
   */
  default boolean servesCustomUpstreams() {
    return false;
  }
}
