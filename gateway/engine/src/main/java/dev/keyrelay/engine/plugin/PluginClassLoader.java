package dev.keyrelay.engine.plugin;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads the classes of one jar. A plugin sees the JDK, itself, and the contract with what the
 * contract is made of; nothing else of the gateway, and no other plugin.
 *
 * <p>The shared classes come from the gateway even if the jar has them too: two copies of a
 * contract type would not be the same type.
 */
final class PluginClassLoader extends URLClassLoader {

  /** What comes from the gateway. */
  static final List<String> SHARED =
      List.of("dev.keyrelay.spi.", "com.fasterxml.jackson.", "org.jspecify.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader gateway;

  private PluginClassLoader(String name, URL jar, ClassLoader gateway) {
    super(name, new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    this.gateway = gateway;
  }

  /** That of a jar file. */
  static PluginClassLoader of(Path jar, ClassLoader gateway) {
    try {
      return new PluginClassLoader(jar.getFileName().toString(), jar.toUri().toURL(), gateway);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(jar + ": has no URL", e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return SHARED.stream().anyMatch(name::startsWith)
        ? gateway.loadClass(name)
        : super.loadClass(name, resolve);
  }
}
