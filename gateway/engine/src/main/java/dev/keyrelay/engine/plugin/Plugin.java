package dev.keyrelay.engine.plugin;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A plugin that is there.
 *
 * @param source the jar's file name, or the factory's class on the class path
 * @param id the factory's id
 * @param services what it makes providers for, without those that another plugin serves
 * @param custom the dialects of which it also serves what nobody describes
 * @param opened the factory; may open its jar, and throw what its code throws
 */
public record Plugin(
    String source,
    String id,
    List<ServiceDescription> services,
    Set<Dialect> custom,
    Supplier<ProviderFactory> opened) {

  public Plugin {
    services = List.copyOf(services);
    custom = Set.copyOf(custom);
  }

  /** This plugin with other services. */
  Plugin serving(List<ServiceDescription> others) {
    return new Plugin(source, id, others, custom, opened);
  }

  /** Makes providers. Opens the jar if that has not been done yet. */
  public ProviderFactory factory() {
    return opened.get();
  }
}
