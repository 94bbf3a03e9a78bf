package dev.keyrelay.cli;

import dev.keyrelay.cli.home.EnvFile;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.NewKey;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores an API key in {@code .env}. */
@Command(
    name = "add",
    description = {
      "Asks for an API key of a provider and stores it as <PROVIDER>_API_KEY_<n> in .env of the"
          + " home folder, which stays as it is otherwise and becomes readable to you alone.",
      "",
      "Without a terminal the key is read from standard input. It is never an argument, because"
          + " other users see those. A running gateway takes it at its next start."
    })
final class AddKeyCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "PROVIDER", description = "The provider, such as openai.")
  private String provider = "";

  @Option(
      names = "--base",
      paramLabel = "URL",
      description =
          "The address of an OpenAI-compatible provider of your own, kept as <PROVIDER>_API_BASE.")
  private Optional<URI> base = Optional.empty();

  AddKeyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    try (Installation installation = home.open(surroundings)) {
      String prefix = prefix(installation);
      String key =
          surroundings
              .answers()
              .secret("The key of " + provider + " (not shown):")
              .map(String::strip)
              .orElse("");
      add(installation, prefix, key);
    }
    return ExitCodes.OK;
  }

  /** Stores a key of a known provider. */
  void add(Installation installation, String prefix, String key) throws IOException {
    Path file = installation.configuration().home().envFile();
    String name;
    try {
      EnvFile before = EnvFile.read(file);
      NewKey added = NewKey.of(key, prefix, installation, before);
      EnvFile after = before.with(added.name(), added.value());
      if (base.isPresent()) {
        after = after.with(prefix + "_API_BASE", base.get().toString());
      }
      after.write(file);
      name = added.name();
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
    report(file, name);
  }

  private void report(Path file, String name) {
    if (json.wanted()) {
      surroundings
          .console()
          .json(
              JsonBody.MAPPER
                  .createObjectNode()
                  .put("variable", name)
                  .put("file", file.toString()));
    } else {
      surroundings.console().out().println("Stored as " + name + " in " + file);
      surroundings.console().out().println("Check it: keyrelay credentials test " + name);
    }
  }

  private String prefix(Installation installation) {
    if (base.isPresent() && installation.service(provider).isEmpty()) {
      if (!provider.matches("[A-Za-z][A-Za-z0-9_]*")) {
        throw new CommandException(
            "The provider is \""
                + provider
                + "\"; expected letters, digits and _, a letter first.");
      }
      if (!String.valueOf(base.get().getScheme()).matches("https?")
          || base.get().getHost() == null) {
        throw new CommandException(
            "The address is " + base.get() + "; expected http://… or https://…");
      }
      return provider.toUpperCase(java.util.Locale.ROOT);
    }
    return Providers.service(installation, provider).variablePrefixes().getFirst();
  }
}
