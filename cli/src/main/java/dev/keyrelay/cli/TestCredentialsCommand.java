package dev.keyrelay.cli;

import dev.keyrelay.cli.home.CredentialCall;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls the provider once with each credential. */
@Command(
    name = "test",
    description = {
      "Calls the provider once with each credential and says what it answered: by listing models,"
          + " which costs nothing, or with --model by asking that model for a word.",
      "",
      "Some providers list models to anybody; only --model proves a credential there. Exits with 1"
          + " if a credential does not answer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay credentials test",
      "  keyrelay credentials test OPENAI_API_KEY_1 --model gpt-5-mini"
    })
final class TestCredentialsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final ChosenCredentials chosen = new ChosenCredentials();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Asks this model, written without the provider, for one word.")
  private Optional<String> model = Optional.empty();

  TestCredentialsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Installation installation = home.open(surroundings)) {
      List<FoundCredential> credentials = chosen.of(installation);
      if (credentials.isEmpty()) {
        throw new CommandException(
            "There is no credential. Add one: keyrelay credentials add PROVIDER");
      }
      var results = results(installation, credentials);
      print(results);
      return results.stream().allMatch(CredentialCall::answered) ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  private List<CredentialCall> results(Installation installation, List<FoundCredential> credentials)
      throws InterruptedException {
    try (Engine engine = installation.engine()) {
      var results = new ArrayList<CredentialCall>();
      for (FoundCredential one : credentials) {
        results.add(
            model.isPresent()
                ? CredentialCall.asking(model.get(), one, engine)
                : CredentialCall.listing(one, engine));
      }
      return results;
    }
  }

  private void print(List<CredentialCall> results) {
    Console console = surroundings.console();
    if (json.wanted()) {
      var array = JsonBody.MAPPER.createArrayNode();
      results.forEach(result -> array.add(result.json()));
      console.json(array);
      return;
    }
    Table table = new Table("PROVIDER", "CREDENTIAL", "ANSWERS", "TOOK", "SAYS");
    for (CredentialCall result : results) {
      table.row(
          result.credential().provider(),
          result.credential().displayName(),
          result.answered() ? console.good("yes") : console.bad("no"),
          result.took().toMillis() + " ms",
          result.sentence());
    }
    table.print(console);
  }
}
