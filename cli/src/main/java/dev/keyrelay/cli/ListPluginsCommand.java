package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.plugin.Plugin;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.plugin.Refusal;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ServiceDescription;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the provider jars: what each serves, and which were refused and why. */
@Command(
    name = "list",
    description = {
      "Lists the provider jars that the gateway loads, and those that it refuses and why.",
      "",
      "Jars are looked for in the distribution's plugins folder and in your own:"
          + " KEYRELAY_PLUGINS_DIR, else plugins in the home folder."
    })
final class ListPluginsCommand implements Callable<Integer> {

  private static final int NAMES_SHOWN = 4;

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "Prints one JSON object instead of a table.")
  private boolean json;

  @Option(
      names = "--services",
      description = "Lists every service instead, and what its variables begin with.")
  private boolean services;

  ListPluginsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var folders = surroundings.distribution().pluginFolders(home.read(surroundings));
    try (Plugins plugins = PluginLoader.load(folders)) {
      if (json) {
        surroundings.console().out().println(asJson(plugins).toPrettyString());
      } else if (services) {
        printServices(plugins);
      } else {
        printTable(plugins);
      }
    }
    return ExitCodes.OK;
  }

  private void printTable(Plugins plugins) {
    Console console = surroundings.console();
    Table table = new Table("PLUGIN", "SERVES", "JAR");
    for (Plugin plugin : plugins.loaded()) {
      table.row(plugin.id(), serves(plugin), plugin.source());
    }
    table.print(console);
    for (Refusal refusal : plugins.refused()) {
      console.out().println();
      console.out().println("Refused: " + refusal);
    }
  }

  private void printServices(Plugins plugins) {
    Table table = new Table("PROVIDER", "SERVICE", "VARIABLES", "CREDENTIAL");
    plugins.loaded().stream()
        .flatMap(plugin -> plugin.services().stream())
        .sorted(Comparator.comparing(ServiceDescription::id))
        .forEach(
            service ->
                table.row(service.id(), service.displayName(), variables(service), need(service)));
    table.print(surroundings.console());
  }

  private static String variables(ServiceDescription service) {
    return service.variablePrefixes().stream()
        .map(prefix -> prefix + "_*")
        .collect(Collectors.joining(" or "));
  }

  private static String need(ServiceDescription service) {
    return switch (service.need()) {
      case REQUIRED -> "needed";
      case OPTIONAL -> "or its _API_BASE alone";
    };
  }

  private static String serves(Plugin plugin) {
    List<String> ids = plugin.services().stream().map(ServiceDescription::id).toList();
    String names = ids.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    String more = ids.size() > NAMES_SHOWN ? " and " + (ids.size() - NAMES_SHOWN) + " more" : "";
    return names
        + more
        + custom(plugin).map(words -> ", upstreams of your own that speak " + words).orElse("");
  }

  private static Optional<String> custom(Plugin plugin) {
    return plugin.custom().stream()
        .sorted()
        .map(Dialect::word)
        .reduce((words, word) -> words + " or " + word);
  }

  private static ObjectNode asJson(Plugins plugins) {
    ObjectNode root = JsonBody.MAPPER.createObjectNode();
    var loaded = root.putArray("plugins");
    for (Plugin plugin : plugins.loaded()) {
      ObjectNode node = loaded.addObject().put("id", plugin.id()).put("jar", plugin.source());
      var services = node.putArray("services");
      plugin.services().forEach(service -> services.add(service.id()));
      var custom = node.putArray("custom_upstreams");
      plugin.custom().stream().sorted().map(Dialect::word).forEach(custom::add);
    }
    var refused = root.putArray("refused");
    for (Refusal refusal : plugins.refused()) {
      refused
          .addObject()
          .put("jar", refusal.source())
          .put("reason", refusal.sentence())
          .put("mend", refusal.mend());
    }
    return root;
  }
}
