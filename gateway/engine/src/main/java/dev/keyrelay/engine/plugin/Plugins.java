package dev.keyrelay.engine.plugin;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The plugins that were loaded, and those that were refused. Safe for use by several threads.
 * Closing it closes the jars; close the providers first.
 */
public final class Plugins implements AutoCloseable {

  private final List<Plugin> loaded;
  private final List<Refusal> refused;
  private final List<PluginClassLoader> loaders;
  private final Map<String, Plugin> byService = new HashMap<>();

  Plugins(List<Plugin> loaded, List<Refusal> refused, List<PluginClassLoader> loaders) {
    this.loaded = List.copyOf(loaded);
    this.refused = new CopyOnWriteArrayList<>(refused);
    this.loaders = List.copyOf(loaders);
    for (var plugin : loaded) {
      plugin.services().forEach(service -> byService.putIfAbsent(service.id(), plugin));
    }
  }

  /**
   * Factories that are there already, for programs that have providers on their class path: {@code
   * Plugins.of(ServiceLoader.load(ProviderFactory.class))}.
   */
  public static Plugins of(Iterable<? extends ProviderFactory> factories) {
    var set = new PluginSet();
    factories.forEach(factory -> set.add(factory.getClass().getName(), factory));
    return set.plugins(List.of());
  }

  /** The plugins that were loaded, in order. */
  public List<Plugin> loaded() {
    return loaded;
  }

  /** What was refused, in order; providers that could not be made join it later. */
  public List<Refusal> refused() {
    return List.copyOf(refused);
  }

  /** Every service that some plugin describes. */
  public List<ServiceDescription> services() {
    return loaded.stream().flatMap(plugin -> plugin.services().stream()).toList();
  }

  /** The plugin that serves services which nobody describes. */
  public Optional<Plugin> forCustomUpstreams() {
    return loaded.stream().filter(Plugin::custom).findFirst();
  }

  /** The plugin of a service; that of custom upstreams for one that nobody describes. */
  public Optional<Plugin> serving(String provider) {
    return Optional.ofNullable(byService.get(provider)).or(this::forCustomUpstreams);
  }

  /**
   * Makes the provider of {@link ProviderContext#providerId()}. Absent, with a refusal that says
   * why, if no plugin serves it or the plugin fails.
   */
  public Optional<Provider> create(ProviderContext context) {
    var plugin = serving(context.providerId());
    if (plugin.isEmpty()) {
      refused.add(
          new Refusal(
              context.providerId(),
              "is served by no plugin.",
              "Put its jar into the plugins folder."));
      return Optional.empty();
    }
    return create(plugin.get(), context);
  }

  private Optional<Provider> create(Plugin plugin, ProviderContext context) {
    var factory = plugin.factory();
    try (var _ = new ContextLoader(factory.getClass().getClassLoader())) {
      var provider = factory.create(context);
      String id = provider.profile().id();
      if (id.equals(context.providerId())) {
        return Optional.of(provider);
      }
      refused.add(
          new Refusal(
              plugin.source(),
              "made a provider " + id + " (expected: " + context.providerId() + ").",
              "Report it to the jar's author."));
      provider.close();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      refused.add(
          FactoryFailure.explain(
              plugin.source(), "making the provider " + context.providerId(), e));
    }
    return Optional.empty();
  }

  /** Closes the jars. */
  @Override
  public void close() {
    for (var loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
