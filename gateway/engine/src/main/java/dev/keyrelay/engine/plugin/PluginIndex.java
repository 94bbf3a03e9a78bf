package dev.keyrelay.engine.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * What the plugins of a folder say of themselves, in the file {@value #FILE} beside the jars. The
 * build writes it for the jars that it ships, so that a start opens only those that are needed. It
 * speaks for a jar of the same name and bytes (CRC-32); any other is loaded at once.
 */
public final class PluginIndex {

  static final String FILE = "index.json";

  private static final String CONTRACT = "contract";

  /** A plugin as it describes itself. */
  record Described(String id, List<ServiceDescription> services, Set<Dialect> custom) {}

  private record Entry(long crc32, List<Described> plugins) {}

  private final Map<String, Entry> byFile;

  private PluginIndex(Map<String, Entry> byFile) {
    this.byFile = byFile;
  }

  /** The index of a folder; an empty one if it has none, or none that can be read. */
  static PluginIndex in(Path folder) {
    var byFile = new HashMap<String, Entry>();
    Path file = folder.resolve(FILE);
    if (Files.isRegularFile(file)) {
      try {
        var root = JsonBody.MAPPER.readTree(Files.readAllBytes(file));
        if (root.path(CONTRACT).asText().equals(JarCheck.API_MAJOR)) {
          root.path("jars").forEach(jar -> byFile.put(jar.path("file").asText(), entry(jar)));
        }
      } catch (IOException | IllegalArgumentException e) {
        // Nothing is lost but time: every jar is loaded then.
        byFile.clear();
      }
    }
    return new PluginIndex(byFile);
  }

  /** The plugins of a jar, if it is the one that was described. */
  Optional<List<Described>> describing(Path jar) {
    var entry = byFile.get(jar.getFileName().toString());
    try {
      return entry != null && entry.crc32() == crc32(jar)
          ? Optional.of(entry.plugins())
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Entry entry(JsonNode jar) {
    var plugins = new ArrayList<Described>();
    for (var one : jar.path("plugins")) {
      var services = new ArrayList<ServiceDescription>();
      one.path("services").forEach(service -> services.add(service(service)));
      plugins.add(new Described(one.path("id").asText(), services, dialects(one)));
    }
    return new Entry(jar.path("crc32").asLong(), plugins);
  }

  private static Set<Dialect> dialects(JsonNode plugin) {
    var dialects = EnumSet.noneOf(Dialect.class);
    plugin.path("custom").forEach(one -> dialects.add(Dialect.valueOf(one.asText())));
    return dialects;
  }

  private static ServiceDescription service(JsonNode one) {
    var prefixes = new ArrayList<String>();
    one.path("variable_prefixes").forEach(prefix -> prefixes.add(prefix.asText()));
    return new ServiceDescription(
        one.path("id").asText(),
        one.path("name").asText(),
        prefixes,
        ServiceDescription.CredentialNeed.valueOf(one.path("need").asText()),
        one.path("stand_in").asBoolean());
  }

  private static long crc32(Path file) throws IOException {
    var sum = new CRC32();
    sum.update(Files.readAllBytes(file));
    return sum.getValue();
  }

  /** Writes the indexes of folders; one that does not exist has none. */
  public static void main(String[] folders) {
    for (String folder : folders) {
      if (Files.isDirectory(Path.of(folder))) {
        write(Path.of(folder));
      }
    }
  }

  /**
   * Loads every jar of a folder, and writes its index; one of which anything is refused is not in
   * it.
   */
  static void write(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
      var root = JsonBody.MAPPER.createObjectNode().put(CONTRACT, JarCheck.API_MAJOR);
      var jars = root.putArray("jars");
      try (var plugins = PluginLoader.load(List.of(folder))) {
        var refused = plugins.refused().stream().map(Refusal::source).toList();
        var bySource =
            plugins.loaded().stream()
                .filter(plugin -> !refused.contains(plugin.source()))
                .collect(Collectors.groupingBy(Plugin::source));
        for (var jar : new TreeMap<>(bySource).entrySet()) {
          var node = jars.addObject().put("file", jar.getKey());
          node.put("crc32", crc32(folder.resolve(jar.getKey())));
          var all = node.putArray("plugins");
          jar.getValue().forEach(plugin -> all.add(written(plugin)));
        }
      }
      Files.write(folder.resolve(FILE), JsonBody.MAPPER.writeValueAsBytes(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode written(Plugin plugin) {
    var node = JsonBody.MAPPER.createObjectNode().put("id", plugin.id());
    var custom = node.putArray("custom");
    plugin.custom().stream().sorted().forEach(dialect -> custom.add(dialect.name()));
    var services = node.putArray("services");
    // Not only those that it got: who serves what is decided among the jars that are there.
    for (var service : plugin.factory().services()) {
      var one = services.addObject().put("id", service.id()).put("name", service.displayName());
      var prefixes = one.putArray("variable_prefixes");
      service.variablePrefixes().forEach(prefixes::add);
      one.put("need", service.need().name()).put("stand_in", service.standIn());
    }
    return node;
  }
}
