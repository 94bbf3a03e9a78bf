package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.cli.home.CredentialCall;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.SetVariable;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.config.Finding.Level;
import dev.keyrelay.engine.config.Section;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the whole configuration and says what each part does, what is wrong, and how to fix it. */
@Command(
    name = "doctor",
    description = {
      "Reads the whole configuration: says what each variable does, which are unknown or contradict"
          + " one another, which credentials there are, what is wrong, and how to fix it.",
      "",
      "Makes no connection unless --online lets it list models once with each credential. Exits"
          + " with 1 if something is wrong or a credential does not answer."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  keyrelay doctor", "  keyrelay doctor --online"})
final class DoctorCommand implements Callable<Integer> {

  /** The width of "answers" and of what is before it. */
  private static final int VERDICT = 9;

  private final Surroundings surroundings;
  private int columns;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(names = "--online", description = "Calls each provider once with each credential.")
  private boolean online;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * What was found.
   *
   * @param calls what came of calling providers; empty without {@code --online}
   */
  private record Report(
      Installation installation,
      List<SetVariable> variables,
      List<Finding> findings,
      List<CredentialCall> calls) {

    boolean healthy() {
      return findings.stream().noneMatch(finding -> finding.level() == Level.ERROR)
          && calls.stream().allMatch(CredentialCall::answered);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Installation installation = home.open(surroundings)) {
      List<CredentialCall> calls = online ? calls(installation) : List.of();
      Report report =
          new Report(installation, SetVariable.of(installation), installation.findings(), calls);
      if (json.wanted()) {
        surroundings.console().json(asJson(report));
      } else {
        print(report);
      }
      return report.healthy() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  private static List<CredentialCall> calls(Installation installation) throws InterruptedException {
    var calls = new ArrayList<CredentialCall>();
    try (Engine engine = installation.engine()) {
      for (FoundCredential one : installation.allCredentials()) {
        calls.add(CredentialCall.listing(one, engine));
      }
    }
    return calls;
  }

  private void print(Report report) {
    say("Home: " + report.installation.configuration().home().folder(), "", "  ");
    printVariables(report.variables);
    printCredentials(report);
    printFindings(report.findings);
  }

  private void printVariables(List<SetVariable> variables) {
    Console console = surroundings.console();
    Section section = null;
    for (int i = 0; i < variables.size(); i++) {
      SetVariable one = variables.get(i);
      if (one.declared().section() != section) {
        section = one.declared().section();
        console.out().println();
        console.out().println(console.strong(section.title()));
      }
      say(one.name() + " = " + one.shown() + "  (" + one.origin() + ")", "  ", "      ");
      boolean last =
          i + 1 == variables.size() || !variables.get(i + 1).declared().equals(one.declared());
      // Once for all that one sentence is about: there may be a thousand keys.
      if (last) {
        say(one.meaning(), "    ", "    ");
      }
    }
    if (variables.isEmpty()) {
      console.out().println();
      console.out().println("No variable of KeyRelay is set; every default applies.");
    }
  }

  private void printCredentials(Report report) {
    Console console = surroundings.console();
    console.out().println();
    console.out().println(console.strong("Credentials found"));
    if (!report.calls.isEmpty()) {
      for (CredentialCall call : report.calls) {
        String verdict = call.answered() ? console.good("answers") : console.bad("refused");
        String name = call.credential().provider() + "  " + call.credential().displayName();
        var lines = wrapped(name + ": " + call.sentence(), "  ", "           ", VERDICT);
        console.out().println("  " + verdict + lines.getFirst());
        lines.stream().skip(1).forEach(console.out()::println);
      }
      return;
    }
    report
        .installation
        .credentials()
        .byProvider()
        .forEach((provider, found) -> say(provider + "  " + names(found), "  ", "      "));
  }

  private void say(String sentence, String indent, String hanging) {
    wrapped(sentence, indent, hanging, 0).forEach(surroundings.console().out()::println);
  }

  /** In lines that fit the terminal. */
  private List<String> wrapped(String sentence, String indent, String hanging, int taken) {
    if (columns == 0) {
      columns = surroundings.console().size().columns();
    }
    return Prose.lines(sentence, indent, hanging, columns - taken);
  }

  private static String names(List<FoundCredential> found) {
    return String.join(", ", found.stream().map(FoundCredential::displayName).limit(5).toList())
        + (found.size() > 5 ? " and " + (found.size() - 5) + " more" : "");
  }

  private void printFindings(List<Finding> findings) {
    Console console = surroundings.console();
    for (Finding finding : findings) {
      String heading = finding.level() + " " + finding.subject();
      console.out().println();
      console
          .out()
          .println(
              switch (finding.level()) {
                case ERROR -> console.bad(heading);
                case WARNING -> console.odd(heading);
                case NOTE -> console.strong(heading);
              });
      say(finding.sentence(), "  ", "  ");
      say(finding.mend(), "  ", "  ");
    }
    if (findings.isEmpty()) {
      console.out().println();
      console.out().println("Nothing to mend.");
    }
  }

  private static ObjectNode asJson(Report report) {
    var root = JsonBody.MAPPER.createObjectNode();
    root.put("home", report.installation.configuration().home().folder().toString());
    var variables = root.putArray("variables");
    for (SetVariable one : report.variables) {
      variables
          .addObject()
          .put("name", one.name())
          .put("origin", one.origin())
          .put("value", one.shown())
          .put("section", one.declared().section().title())
          .put("meaning", one.meaning());
    }
    var credentials = root.putArray("credentials");
    report
        .installation
        .allCredentials()
        .forEach(
            one ->
                credentials
                    .addObject()
                    .put("provider", one.provider())
                    .put("id", one.id())
                    .put("name", one.displayName()));
    var calls = root.putArray("calls");
    report.calls.forEach(call -> calls.add(call.json()));
    var findings = root.putArray("findings");
    for (Finding finding : report.findings) {
      findings
          .addObject()
          .put("level", finding.level().name().toLowerCase(Locale.ROOT))
          .put("subject", finding.subject())
          .put("sentence", finding.sentence())
          .put("mend", finding.mend());
    }
    return root;
  }
}
