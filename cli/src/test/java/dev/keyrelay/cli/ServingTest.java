package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --port 0",
        "serve --port=65535 --host ::1",
        "serve --home /var/lib/keyrelay --enable-request-logging",
        "serve --host=0.0.0.0 --home=a=b --port 08000"
      })
  void aPlainCommandLineMeansTheSameAsToPicocli(String line) {
    assertThat(Serving.plain(line.split(" "))).contains(readByPicocli(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "doctor",
        "serve --help",
        "serve --port",
        "serve --port=",
        "serve --port x",
        "serve --port -1",
        "serve --port 65536",
        "serve --port 1 --port 2",
        "serve --prt 1",
        "serve --host --port 1",
        "serve --enable-request-logging=true",
        "serve --enable-request-logging --enable-request-logging",
        "serve @file",
        "serve --home @file",
        "serve extra"
      })
  void anyOtherIsLeftToPicocli(String line) {
    assertThat(Serving.plain(line.split(" "))).isEmpty();
  }

  private static Serving readByPicocli(String line) {
    var nowhere = new PrintWriter(new StringWriter());
    var surroundings =
        new Surroundings(
            new Console(nowhere, nowhere, false),
            new Answers.OfInput(new java.io.BufferedReader(new java.io.StringReader(""))),
            Map.of(),
            Path.of(""),
            new Distribution(Path.of("")),
            Surroundings.Time.REAL);
    var parsed = Main.commandLine(surroundings).parseArgs(line.split(" ")).subcommand();
    return ((ServeCommand) parsed.commandSpec().userObject()).serving();
  }
}
