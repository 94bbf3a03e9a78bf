package dev.keyrelay.cli;

import dev.keyrelay.cli.home.EnvFile;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.NewKey;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Asks for an API key and stores it in {@code .env}. */
record KeyPrompt(Surroundings surroundings, boolean json) {

  /**
   * Asks and stores.
   *
   * @param prefix what the provider's variables begin with
   * @param provider the provider, for people
   * @param base the address of a provider of the user's own
   */
  void store(Installation installation, String prefix, String provider, Optional<URI> base)
      throws IOException {
    String key =
        surroundings
            .answers()
            .secret("The key of " + provider + " (not shown):")
            .map(String::strip)
            .orElse("");
    Path file = installation.configuration().home().envFile();
    try {
      EnvFile before = EnvFile.read(file);
      NewKey added = NewKey.of(key, prefix, installation, before);
      EnvFile after = before.with(added.name(), added.value());
      if (base.isPresent()) {
        after = after.with(prefix + "_API_BASE", base.get().toString());
      }
      after.write(file);
      report(file, added.name());
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private void report(Path file, String name) {
    Console console = surroundings.console();
    if (json) {
      console.json(
          JsonBody.MAPPER.createObjectNode().put("variable", name).put("file", file.toString()));
    } else {
      console.out().println("Stored as " + name + " in " + file);
      console.out().println("Check it: keyrelay credentials test " + name);
    }
  }
}
