package dev.keyrelay.engine.plugin;

import dev.keyrelay.spi.ProviderFactory;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gathers factories and decides which one serves what. */
final class PluginSet {

  private final Map<String, Plugin> byFactoryId = new LinkedHashMap<>();
  private final List<Refusal> refused = new ArrayList<>();

  void refuse(Refusal refusal) {
    refused.add(refusal);
  }

  /** Takes a factory whose id nobody has yet; refuses any other, and one that throws. */
  void add(String source, ProviderFactory factory) {
    var id = asked(source, factory, "id()", ProviderFactory::id);
    if (id.isPresent() && !id.get().matches("[a-z][a-z0-9_-]*")) {
      refuse(
          new Refusal(
              source,
              "has the factory id "
                  + id.get()
                  + " (expected: lower-case letters, digits, '_' and '-', a letter first).",
              "Rename it."));
    } else if (id.isPresent()) {
      asked(source, factory, "services()", f -> plugin(source, id.get(), f))
          .ifPresent(plugin -> add(id.get(), plugin));
    }
  }

  /** Takes a plugin that an index describes, unless its id is there already. */
  void add(PluginIndex.Described plugin, UnopenedJar jar) {
    add(
        plugin.id(),
        new Plugin(
            jar.name(),
            plugin.id(),
            plugin.services(),
            plugin.custom(),
            () -> jar.factory(plugin.id())));
  }

  private static Plugin plugin(String source, String id, ProviderFactory factory) {
    return new Plugin(source, id, factory.services(), factory.customUpstreams(), () -> factory);
  }

  private void add(String id, Plugin plugin) {
    var first = byFactoryId.putIfAbsent(id, plugin);
    if (first != null) {
      refuse(
          new Refusal(
              plugin.source(),
              "repeats the factory id " + id + ", which " + first.source() + " has already.",
              "Remove one of the two jars."));
    }
  }

  private <T> Optional<T> asked(
      String source,
      ProviderFactory factory,
      String method,
      Function<ProviderFactory, @Nullable T> question) {
    try (var _ = new ContextLoader(factory.getClass().getClassLoader())) {
      return Optional.of(Objects.requireNonNull(question.apply(factory), method + " is null"));
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      refuse(FactoryFailure.explain(source, "its factory's " + method, e));
      return Optional.empty();
    }
  }

  /**
   * The plugins, each with the services that it serves: a service goes to the factory of the same
   * id if there is one, else to the first that describes it.
   */
  Plugins plugins(List<Closeable> opened) {
    var servedBy = new HashMap<String, Plugin>();
    for (var plugin : byFactoryId.values()) {
      for (var service : plugin.services()) {
        servedBy.merge(
            service.id(),
            plugin,
            (first, second) -> byFactoryId.get(service.id()) == second ? second : first);
      }
    }
    var plugins = new ArrayList<Plugin>();
    for (var plugin : byFactoryId.values()) {
      var own =
          new LinkedHashSet<>(plugin.services())
              .stream().filter(service -> servedBy.get(service.id()) == plugin).toList();
      plugins.add(plugin.serving(own));
    }
    return new Plugins(plugins, refused, opened);
  }
}
