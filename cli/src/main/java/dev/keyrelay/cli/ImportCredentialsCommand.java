package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.account.AccountFolder;
import dev.keyrelay.engine.account.VendorFiles;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies accounts of other programs into {@code oauth_creds}. */
@Command(
    name = "import",
    description = {
      "Copies accounts into oauth_creds: those that the vendors' own command-line clients keep"
          + " (~/.gemini, ~/.qwen, ~/.iflow), or the one in FILE. The source stays as it is; an"
          + " account that is there already is renewed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay credentials import",
      "  keyrelay credentials import account.json --provider gemini_cli"
    })
final class ImportCredentialsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A file that holds an account, as JSON; needs --provider.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "The provider whose account it is; without FILE, the only one to look for.")
  private Optional<String> provider = Optional.empty();

  ImportCredentialsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    try (Installation installation = home.open(surroundings);
        Engine engine = installation.engine()) {
      Map<String, Path> sources = sources(installation);
      if (sources.isEmpty()) {
        throw new CommandException(
            "There is nothing to import in ~/.gemini, ~/.qwen and ~/.iflow. Name a file:"
                + " keyrelay credentials import FILE --provider PROVIDER");
      }
      var imported = imported(engine.enrolments().folder(), sources);
      print(sources, imported);
    }
    return ExitCodes.OK;
  }

  private Map<String, Path> sources(Installation installation) {
    Optional<String> id = provider.map(name -> Providers.service(installation, name).id());
    if (file.isPresent()) {
      return Map.of(
          id.orElseThrow(
              () -> new CommandException("Whose account is it? Say --provider PROVIDER.")),
          surroundings.workingDirectory().resolve(file.get()));
    }
    var found =
        new LinkedHashMap<>(
            VendorFiles.in(
                Path.of(
                    surroundings
                        .variables()
                        .getOrDefault("HOME", System.getProperty("user.home", "")))));
    id.ifPresent(only -> found.keySet().removeIf(one -> !one.equals(only)));
    return found;
  }

  private static Map<String, Path> imported(AccountFolder folder, Map<String, Path> sources) {
    var imported = new LinkedHashMap<String, Path>();
    sources.forEach(
        (id, source) -> {
          try {
            imported.put(id, folder.importFrom(id, source));
          } catch (IOException e) {
            throw new CommandException(source + " was not imported: " + e.getMessage(), e);
          }
        });
    return imported;
  }

  private void print(Map<String, Path> sources, Map<String, Path> imported) {
    Console console = surroundings.console();
    if (json.wanted()) {
      var array = JsonBody.MAPPER.createArrayNode();
      imported.forEach(
          (id, target) ->
              array
                  .addObject()
                  .put("provider", id)
                  .put("from", String.valueOf(sources.get(id)))
                  .put("file", target.toString()));
      console.json(array);
      return;
    }
    imported.forEach(
        (id, target) -> console.out().println(id + ": " + sources.get(id) + " → " + target));
  }
}
