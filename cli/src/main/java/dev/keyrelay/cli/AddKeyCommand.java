package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
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
      "Asks for an API key of a provider and stores it in .env of the home folder as"
          + " <PROVIDER>_API_KEY_<n>. The rest of the file stays as it is, and becomes readable to"
          + " you alone.",
      "",
      "Without a terminal the key is read from standard input. It is never an argument, because"
          + " other users see those. A running gateway picks it up within seconds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay keys add openai",
      "  keyrelay keys add groq < key.txt",
      "  keyrelay keys add mine --base http://127.0.0.1:11434/v1"
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
      new KeyPrompt(surroundings, json.wanted())
          .store(installation, prefix(installation), provider, base);
    }
    return ExitCodes.OK;
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
      return provider.toUpperCase(Locale.ROOT);
    }
    return Providers.service(installation, provider).variablePrefixes().getFirst();
  }
}
