package dev.keyrelay.engine.plugin;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.DialectChoice;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SettingDescription;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The plugins that are there, and those that were refused. Safe for use by several threads. Closing
 * it closes the jars; close the providers first.
 */
public final class Plugins implements AutoCloseable {

  private final List<Plugin> loaded;
  private final List<Refusal> refused;
  private final List<Closeable> opened;
  private final Map<String, Plugin> byService = new HashMap<>();

  Plugins(List<Plugin> loaded, List<Refusal> refused, List<Closeable> opened) {
    this.loaded = List.copyOf(loaded);
    this.refused = new CopyOnWriteArrayList<>(refused);
    this.opened = List.copyOf(opened);
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

  /** The plugins that are there, in order. */
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

  /** The variables that a service alone has; none if its plugin cannot tell them. */
  public List<SettingDescription> settings(String service) {
    return Optional.ofNullable(byService.get(service)).map(one -> settings(one, service)).stream()
        .flatMap(List::stream)
        .toList();
  }

  private List<SettingDescription> settings(Plugin plugin, String service) {
    try {
      var factory = plugin.factory();
      try (var _ = new ContextLoader(factory.getClass().getClassLoader())) {
        return List.copyOf(factory.settings(service));
      }
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      refused.add(
          FactoryFailure.explain(plugin.source(), "telling the variables of " + service, e));
      return List.of();
    }
  }

  /** Whether a plugin serves services which nobody describes. */
  public boolean serveCustomUpstreams() {
    return loaded.stream().anyMatch(plugin -> !plugin.custom().isEmpty());
  }

  /**
   * The plugin of a service.
   *
   * @param spoken what the service speaks as the user says; of one that nobody describes, it
   *     decides who serves it, and is chat unless told
   */
  public Optional<Plugin> serving(String provider, DialectChoice spoken) {
    var needed = new LinkedHashSet<>(spoken.all());
    if (spoken.general().isEmpty()) {
      needed.add(Dialect.OPENAI_CHAT);
    }
    return Optional.ofNullable(byService.get(provider))
        .or(() -> loaded.stream().filter(p -> p.custom().containsAll(needed)).findFirst());
  }

  /**
   * Makes the provider of {@link ProviderContext#providerId()}. Absent, with a refusal that says
   * why, if no plugin serves it or the plugin fails.
   */
  public Optional<Provider> create(ProviderContext context) {
    DialectChoice choice;
    try {
      choice = DialectChoice.of(context.settings());
    } catch (IllegalArgumentException e) {
      return refuse(context.providerId(), "has " + e.getMessage() + ".", "Correct the variable.");
    }
    var plugin = serving(context.providerId(), choice);
    if (plugin.isEmpty()) {
      return choice.all().isEmpty()
          ? refuse(
              context.providerId(),
              "is served by no plugin.",
              "Put its jar into the plugins folder.")
          : refuse(
              context.providerId(),
              "is to speak " + choice + ", which no plugin does for an upstream of your own.",
              "Name one dialect, or chat and responses, and put its jar into the plugins folder.");
    }
    return create(plugin.get(), context)
        .filter(provider -> speaks(provider, choice, plugin.get(), context.providerId()));
  }

  /** A plugin that does not ask what the user says could not keep to it. */
  private boolean speaks(Provider provider, DialectChoice choice, Plugin plugin, String id) {
    var spoken = provider.profile().dialects(Operation.GENERATE);
    if (spoken.containsAll(choice.all())) {
      return true;
    }
    refuse(
        plugin.source(),
        "makes " + id + " speak " + words(spoken) + ", and DIALECT says " + choice + ".",
        "Remove the variable; for an upstream of another dialect, set <NAME>_API_BASE and"
            + " <NAME>_DIALECT with a name of your own.");
    provider.close();
    return false;
  }

  private static String words(List<Dialect> dialects) {
    return dialects.stream().map(Dialect::word).collect(Collectors.joining(" and "));
  }

  private Optional<Provider> refuse(String source, String sentence, String mend) {
    refused.add(new Refusal(source, sentence, mend));
    return Optional.empty();
  }

  private Optional<Provider> create(Plugin plugin, ProviderContext context) {
    try {
      return made(plugin, context);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      refused.add(
          FactoryFailure.explain(
              plugin.source(), "making the provider " + context.providerId(), e));
      return Optional.empty();
    }
  }

  private Optional<Provider> made(Plugin plugin, ProviderContext context) {
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
    }
    return Optional.empty();
  }

  /** Closes the jars. */
  @Override
  public void close() {
    for (var one : opened) {
      try {
        one.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
