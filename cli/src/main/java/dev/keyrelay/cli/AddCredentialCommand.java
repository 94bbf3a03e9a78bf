package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Leads through whatever a provider wants of a new user. */
@Command(
    name = "add",
    description = {
      "Adds a credential: asks for a key, or logs in to an account.",
      "",
      "A login opens a browser and waits for it on this machine. On a machine without a browser,"
          + " open the printed page elsewhere, and paste the address that the browser ends at, even"
          + " if it shows an error there; or let SSH carry the callback:",
      "  ssh -L 8085:localhost:8085 host   (the port that is printed)",
      "",
      "A gateway that runs in the same home folder picks it up within seconds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay credentials add openai",
      "  keyrelay credentials add gemini_cli --no-browser",
      "  keyrelay credentials add qwen_code --by device --name me@example.com"
    })
final class AddCredentialCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "PROVIDER", description = "The provider, such as gemini_cli.")
  private String provider = "";

  @Option(
      names = "--by",
      paramLabel = "WAY",
      description =
          "How, where a provider has several ways: ${COMPLETION-CANDIDATES}. Default: the one that"
              + " the provider recommends.")
  private Optional<By> by = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "The port of the login's callback on this machine. Default: <PROVIDER>_OAUTH_PORT, else"
              + " the vendor's.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--no-browser",
      description = "Only prints the page. Without a display no browser is opened anyway.")
  private boolean noBrowser;

  @Option(
      names = "--no-callback",
      description = "Opens no port: the address that the browser ends at is pasted.")
  private boolean noCallback;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the account, where the provider does not tell whose it is.")
  private Optional<String> name = Optional.empty();

  /** A way to get a credential. */
  enum By {
    KEY,
    BROWSER,
    DEVICE;

    static By of(Enrolment.Way way) {
      return switch (way) {
        case Enrolment.PasteKey _ -> KEY;
        case Enrolment.Browser _ -> BROWSER;
        case Enrolment.Device _ -> DEVICE;
        case Enrolment.NonSealedWay other ->
            throw new CommandException(
                "The provider wants a login that this version does not know: "
                    + other.getClass().getSimpleName()
                    + ". Update KeyRelay.");
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  AddCredentialCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Installation installation = home.open(surroundings);
        Engine engine = installation.engine()) {
      ServiceDescription service = Providers.service(installation, provider);
      var enrolment = engine.enrolments().of(service.id());
      enrolment.ifPresent(this::showNotes);
      Optional<Enrolment.Way> way = enrolment.flatMap(this::chosen);
      switch (way.map(By::of).orElse(By.KEY)) {
        case KEY -> addKey(installation, service, way);
        case BROWSER, DEVICE ->
            new Login(surroundings, engine.enrolments(), service, json.wanted())
                .run(
                    way.orElseThrow(),
                    new Login.Wishes(
                        port.map(OptionalInt::of).orElse(OptionalInt.empty()),
                        !noBrowser,
                        !noCallback,
                        accountName(enrolment.orElseThrow())));
      }
    }
    return ExitCodes.OK;
  }

  private void showNotes(Enrolment enrolment) {
    Console console = surroundings.console();
    enrolment
        .notes()
        .forEach(
            (heading, note) ->
                Prose.lines(heading + ": " + note, "", "  ", console.size().columns())
                    .forEach(console.err()::println));
  }

  private Optional<Enrolment.Way> chosen(Enrolment enrolment) {
    List<Enrolment.Way> ways = enrolment.ways();
    if (by.isEmpty()) {
      return ways.stream().findFirst();
    }
    Optional<Enrolment.Way> way = ways.stream().filter(one -> By.of(one) == by.get()).findFirst();
    if (way.isEmpty()) {
      throw new CommandException(
          provider
              + " gives no credential by "
              + by.get()
              + " (expected: "
              + String.join(", ", ways.stream().map(one -> By.of(one).toString()).toList())
              + ").");
    }
    return way;
  }

  private Optional<String> accountName(Enrolment enrolment) {
    if (!enrolment.wantsName() || name.isPresent() || !surroundings.answers().interactive()) {
      return name;
    }
    return surroundings.answers().line("A name for this account, such as its mail address:");
  }

  private void addKey(
      Installation installation, ServiceDescription service, Optional<Enrolment.Way> way)
      throws IOException {
    if (way.isPresent() && way.get() instanceof Enrolment.PasteKey paste) {
      surroundings.console().err().println("Get a key: " + paste.page());
    }
    new KeyPrompt(surroundings, json.wanted())
        .store(installation, service.variablePrefixes().getFirst(), service.id(), Optional.empty());
  }
}
