package dev.keyrelay.engine.plugin;

import dev.keyrelay.spi.ProviderFactory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A jar that is known by its index, and opened when one of its factories is first wanted. */
final class UnopenedJar implements Closeable {

  private final Path file;
  private final ClassLoader gateway;
  private @Nullable PluginClassLoader loader;
  private List<ProviderFactory> factories = List.of();
  private boolean closed;

  UnopenedJar(Path file, ClassLoader gateway) {
    this.file = file;
    this.gateway = gateway;
  }

  /** The file's name. */
  String name() {
    return file.getFileName().toString();
  }

  /** The factory of an id. Runs the jar's code, which may throw anything. */
  synchronized ProviderFactory factory(String id) {
    if (factories.isEmpty()) {
      factories = open();
    }
    return factories.stream()
        .filter(factory -> factory.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("has no factory " + id));
  }

  private List<ProviderFactory> open() {
    if (closed) {
      throw new IllegalStateException(file + ": closed (expected: use before closing)");
    }
    var opened = loader == null ? PluginClassLoader.of(file, gateway) : loader;
    loader = opened;
    var found = new ArrayList<ProviderFactory>();
    try (var _ = new ContextLoader(opened)) {
      ServiceLoader.load(ProviderFactory.class, opened).forEach(found::add);
    }
    return List.copyOf(found);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (loader != null) {
      loader.close();
    }
  }
}
