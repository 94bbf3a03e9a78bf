package dev.keyrelay.engine.plugin;

import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.spi.ProviderFactory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * Loads every jar of some folders, folder by folder, in name order. Opens jars and runs factories;
 * provider classes are loaded when a provider is made. Jars that a {@link PluginIndex} describes
 * are opened when the first of their providers is made.
 *
 * <p>A jar that cannot be loaded becomes a {@link Refusal} and stops nothing.
 */
public final class PluginLoader {

  private final ClassLoader gateway;
  private final PluginSet set = new PluginSet();
  private final List<Closeable> opened = new ArrayList<>();

  private PluginLoader(ClassLoader gateway) {
    this.gateway = gateway;
  }

  /**
   * Where jars are: the distribution's folder, then the user's, which is {@code
   * KEYRELAY_PLUGINS_DIR} (from the home folder, if it is relative) or {@code plugins}.
   */
  public static List<Path> folders(Optional<Path> shipped, Home home, Settings settings) {
    var folders = new ArrayList<Path>();
    shipped.ifPresent(folders::add);
    var named = settings.find(Variables.PLUGINS_DIR);
    Path own = named.map(home.folder()::resolve).orElse(home.plugins());
    if (named.isPresent() && !Files.isDirectory(own)) {
      settings
          .findings()
          .error(
              Variables.PLUGINS_DIR.name(),
              own + " is no folder, so no plugin of yours is loaded.",
              "Make the folder, or correct the variable.");
    }
    folders.add(own);
    return folders;
  }

  /** Loads the jars of the folders; one that does not exist has none. */
  public static Plugins load(List<Path> folders) {
    var loader = new PluginLoader(ProviderFactory.class.getClassLoader());
    var seen = new HashSet<Path>();
    for (Path folder : folders) {
      var index = PluginIndex.in(folder);
      for (Path jar : loader.jars(folder)) {
        if (seen.add(jar)) {
          loader.load(index, jar);
        }
      }
    }
    return loader.set.plugins(loader.opened);
  }

  private TreeSet<Path> jars(Path folder) {
    var jars = new TreeSet<Path>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
        for (Path jar : found) {
          real(jar).ifPresent(jars::add);
        }
      } catch (IOException e) {
        set.refuse(
            new Refusal(
                folder.toString(),
                "cannot be listed (" + e.getClass().getSimpleName() + ").",
                "Make the folder and its jars readable."));
      }
    }
    return jars;
  }

  /** The file itself, wherever links lead. */
  private Optional<Path> real(Path jar) {
    try {
      return Optional.of(jar.toRealPath());
    } catch (IOException e) {
      set.refuse(
          new Refusal(
              jar.getFileName().toString(),
              "leads to no file (" + e.getClass().getSimpleName() + ").",
              "Make the link lead to the jar, or remove it."));
      return Optional.empty();
    }
  }

  private void load(PluginIndex index, Path jar) {
    var described = index.describing(jar);
    if (described.isEmpty()) {
      load(jar);
      return;
    }
    var unopened = new UnopenedJar(jar, gateway);
    opened.add(unopened);
    described.get().forEach(plugin -> set.add(plugin, unopened));
  }

  private void load(Path jar) {
    String source = jar.getFileName().toString();
    var refusal = JarCheck.refusal(jar);
    if (refusal.isPresent()) {
      set.refuse(refusal.get());
      return;
    }
    var loader = PluginClassLoader.of(jar, gateway);
    opened.add(loader);
    try (var _ = new ContextLoader(loader)) {
      int count = 0;
      for (var factory : ServiceLoader.load(ProviderFactory.class, loader)) {
        set.add(source, factory);
        count++;
      }
      if (count == 0) {
        set.refuse(
            new Refusal(
                source,
                "names no factory (expected: a class name in " + JarCheck.SERVICE_FILE + ").",
                "Write the class name of the ProviderFactory into the file."));
      }
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      set.refuse(FactoryFailure.explain(source, "its factory's constructor", e));
    }
  }
}
