package dev.keyrelay.engine.plugin;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;
import java.util.Set;

/**
 * A factory that was loaded.
 *
 * @param source the jar's file name, or the factory's class on the class path
 * @param factory makes providers
 * @param services what it makes providers for, without those that another plugin serves
 * @param custom the dialects of which it also serves what nobody describes
 */
public record Plugin(
    String source,
    ProviderFactory factory,
    List<ServiceDescription> services,
    Set<Dialect> custom) {

  public Plugin {
    services = List.copyOf(services);
    custom = Set.copyOf(custom);
  }

  /** The factory's id. */
  public String id() {
    return factory.id();
  }
}
