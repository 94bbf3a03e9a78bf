package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.credential.ClientKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetingTest {

  @TempDir private Path folder;

  @Test
  void theMadeKeyIsReadFromItsFileAndNeverPrinted() throws Exception {
    Path home = Files.createDirectories(folder.resolve("it's a home"));
    String printed = greeting(home, Map.of(), "http://127.0.0.1:8000");
    String key = Files.readString(home.resolve("state/proxy_api_key")).strip();
    assertThat(printed).contains("http://127.0.0.1:8000").doesNotContain(key);
    assertThat(authorizationThatAShellSees(printed)).isEqualTo("Authorization: Bearer " + key);
  }

  @Test
  void aKeyOfTheEnvFileIsReadFromThere() throws Exception {
    Files.writeString(folder.resolve(".env"), "# mine\nPROXY_API_KEY=canary-key\n");
    String printed = greeting(folder, Map.of(), "http://127.0.0.1:8000");
    assertThat(printed).doesNotContain("canary-key");
    assertThat(authorizationThatAShellSees(printed)).isEqualTo("Authorization: Bearer canary-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY_API_KEY=canary-key,other-key",
        "PROXY_API_KEY=canary-key\r",
        "PROXY_API_KEY=canary-key # of the desk",
        "PROXY_API_KEY = \"canary-key\"",
        "export PROXY_API_KEY=\"canary-key, other-key\"",
      })
  void theFirstKeyOfALineOfAnotherFormIsReadToo(String line) throws Exception {
    Files.writeString(folder.resolve(".env"), "# PROXY_API_KEY=old\n" + line + "\nPORT=0\n");
    String printed = greeting(folder, Map.of(), "http://127.0.0.1:8000");
    assertThat(printed).doesNotContain("canary-key");
    assertThat(authorizationThatAShellSees(printed)).isEqualTo("Authorization: Bearer canary-key");
  }

  @Test
  void theFirstOfSeveralKeysOfTheEnvironmentIsTaken() throws Exception {
    String printed =
        greeting(folder, Map.of("PROXY_API_KEY", "canary-key,other"), "http://127.0.0.1:8000");
    assertThat(printed).contains("Bearer ${PROXY_API_KEY%%,*}\"");
  }

  @Test
  void aKeyOfTheEnvironmentIsNamedByItsVariable() throws IOException {
    String printed =
        greeting(folder, Map.of("PROXY_API_KEY", "canary-key"), "http://127.0.0.1:8000");
    assertThat(printed).contains("Bearer $PROXY_API_KEY").doesNotContain("canary-key");
  }

  @Test
  void allAddressesAreShownAsOneThatCanBeReached() throws IOException {
    assertThat(greeting(folder, Map.of("PROXY_API_KEY", "k"), "http://0.0.0.0:8000"))
        .contains("http://127.0.0.1:8000/v1")
        .doesNotContain("0.0.0.0:8000/");
  }

  @Test
  void withoutASureModelTheCommandListsModels() throws IOException {
    String printed =
        greeting(folder, Map.of("PROXY_API_KEY", "k"), "http://127.0.0.1:8000", Optional.empty());
    assertThat(printed).contains("curl http://127.0.0.1:8000/v1/models").doesNotContain("-d '");
  }

  private static String greeting(Path home, Map<String, String> variables, String address)
      throws IOException {
    return greeting(home, variables, address, Optional.of("demo/echo"));
  }

  private static String greeting(
      Path home, Map<String, String> variables, String address, Optional<String> model)
      throws IOException {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    Configuration configuration = Configuration.read(new Home(home), variables);
    ClientKeys keys =
        ClientKeys.of(configuration.home(), configuration.settings(), new SecureRandom());
    new Greeting(new Console(writer, writer, false), configuration, keys, model)
        .print(URI.create(address));
    return out.toString();
  }

  private static String authorizationThatAShellSees(String printed)
      throws IOException, InterruptedException {
    String word =
        printed
            .lines()
            .filter(line -> line.contains("-H \"Authorization"))
            .findFirst()
            .orElseThrow()
            .replace("-H", "")
            .replaceFirst("\\\\$", "")
            .strip();
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + word).start();
    String seen = new String(shell.getInputStream().readAllBytes());
    assertThat(shell.waitFor()).isZero();
    return seen;
  }
}
