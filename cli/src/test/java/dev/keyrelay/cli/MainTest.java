package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

  @TempDir private Path home;

  @Test
  void withoutArgumentsEveryCommandIsListed() {
    CommandRun run = run();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("serve", "plugins", "doctor", "Exit codes:");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "credentials",
        "credentials list",
        "credentials add",
        "credentials import",
        "credentials encrypt",
        "credentials decrypt",
        "credentials remove",
        "credentials test",
        "credentials export",
        "credentials disable",
        "credentials enable",
        "keys add",
        "quota",
        "cooldowns",
        "cooldowns list",
        "cooldowns set",
        "cooldowns clear",
        "usage",
        "usage import",
        "models",
        "route explain",
        "plugins",
        "plugins list",
        "doctor",
        "completion"
      })
  void everyCommandExplainsItself(String command) {
    CommandRun run = run((command + " --help").strip().split(" "));
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .startsWith(("Usage: keyrelay " + command).strip())
        .doesNotContain("\u001B");
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(81));
  }

  @Test
  void everyExampleOfAHelpIsAcceptedByItsCommand() {
    var examples = new ArrayList<String>();
    collect(commandLine(), examples);
    assertThat(examples).hasSizeGreaterThan(20).allSatisfy(this::isAccepted);
  }

  private static void collect(CommandLine command, List<String> examples) {
    examples.addAll(List.of(command.getCommandSpec().usageMessage().footer()));
    command.getSubcommands().values().forEach(sub -> collect(sub, examples));
  }

  private void isAccepted(String example) {
    String call = example.substring(example.indexOf("keyrelay ")).replaceAll(" < .*", "");
    var parsed = commandLine().parseArgs(call.substring("keyrelay ".length()).split(" "));
    assertThat(parsed.asCommandLineList().getLast().getCommandSpec().usageMessage().footer())
        .contains(example);
  }

  private CommandLine commandLine() {
    return Main.commandLine(
        new Surroundings(
            new Console(
                new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), false),
            new Answers.OfInput(new BufferedReader(Reader.nullReader())),
            Map.of(),
            home,
            new Distribution(home),
            Surroundings.Time.REAL));
  }

  @Test
  void onATerminalWhoseCursorDoesNotMoveThereIsHelpInsteadOfTheUi() {
    var out = new StringWriter();
    var err = new StringWriter();
    // As on TERM=dumb: a person is there, and the console knows no size.
    var dumb =
        new Surroundings(
            new Console(new PrintWriter(out), new PrintWriter(err), false),
            new Person(),
            Map.of("TERM", "dumb"),
            home,
            new Distribution(home),
            Surroundings.Time.REAL);
    assertThat(Main.run(dumb)).isEqualTo(ExitCodes.OK);
    assertThat(out.toString()).startsWith("Usage: keyrelay");
    assertThat(Main.run(dumb, "ui")).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("TERM is dumb");
  }

  /** Somebody who is there and says nothing. */
  private record Person() implements Answers {

    @Override
    public boolean interactive() {
      return true;
    }

    @Override
    public Optional<String> line(String question) {
      return Optional.empty();
    }

    @Override
    public Optional<String> secret(String question) {
      return Optional.empty();
    }
  }

  @Test
  void everyCommandIsCalledWhatItCallsItself() {
    assertThat(KeyrelayCommand.COMMANDS)
        .allSatisfy(
            (name, command) ->
                assertThat(command.getAnnotation(CommandLine.Command.class).name())
                    .isEqualTo(name));
  }

  @Test
  void aMistypedCommandIsNamedAndTheRightOneSuggested() {
    CommandRun run = run("plugin", "list");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("plugin").contains("plugins");
  }

  @Test
  void helpKnowsEveryCommand() {
    assertThat(run("help", "credentials").out()).startsWith("Usage: keyrelay credentials");
  }

  @Test
  void aWrongOptionIsNamedAndHelpIsPointedTo() {
    CommandRun run = run("serve", "--prt", "1");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("--prt").contains("keyrelay serve --help");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anImpossiblePortIsExplainedWithoutATrace() {
    CommandRun run = run("serve", "--port", "70000");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("70000").contains("65535").doesNotContain("\tat ");
  }

  @Test
  void anAddressThatOthersReachNeedsAConfiguredKey() {
    CommandRun run = run("serve", "--host", "0.0.0.0", "--port", "0");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("0.0.0.0").contains("PROXY_API_KEY");
    assertThat(home.resolve("state")).doesNotExist();
  }

  @Test
  void aKeyThatCannotBeKeptIsExplained() throws IOException {
    Files.writeString(home.resolve("state"), "in the way");
    CommandRun run = run("serve", "--port", "0");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("proxy_api_key").contains("PROXY_API_KEY");
  }

  @Test
  void aHomeThatDoesNotExistIsNamed() {
    CommandRun run = run("doctor", "--home", "nowhere");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains(home.resolve("nowhere").toString());
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(home, Map.of(), home, arguments);
  }
}
