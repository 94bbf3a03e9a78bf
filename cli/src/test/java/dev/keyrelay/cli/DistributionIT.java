package dev.keyrelay.cli;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged distribution as another process: no terminal, no .env, only environment variables.
 */
class DistributionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern LISTENING = Pattern.compile("listens on (http://\\S+)\\R");
  private static final int TERMINATED = 143;

  private static final Path LAUNCHER = Path.of(System.getProperty("keyrelay.root"), "keyrelay");

  @TempDir private Path home;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void servesWithoutBuildingTwiceInARow() throws Exception {
    for (int start = 0; start < 2; start++) {
      Path output = home.resolve("serve-" + start + ".txt");
      Process gateway =
          start(output, Map.of("PORT", "0", "KEYRELAY_HOME", home.toString()), "serve");
      URI address = address(gateway, output);
      assertThat(status(address)).isEqualTo(200);
      gateway.destroy();
      assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(gateway.exitValue()).isEqualTo(TERMINATED);
      assertThat(output).content().doesNotContain("Building", "Exception", "ERROR", "WARN");
    }
  }

  @Test
  void theClientKeyIsMadeOnceAndNeverPrinted() throws Exception {
    Path output = home.resolve("serve.txt");
    Process gateway = start(output, Map.of("KEYRELAY_HOME", home.toString()), "serve", "--port=0");
    address(gateway, output);
    gateway.destroy();
    assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String key = Files.readString(home.resolve("state/proxy_api_key")).strip();
    assertThat(output).content().contains("curl").doesNotContain(key);
  }

  @Test
  void listsTheBuiltInPlugins() throws Exception {
    Path output = home.resolve("plugins.txt");
    Process list = start(output, Map.of(), "plugins", "list");
    assertThat(list.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output).content().contains("demo", "openai").doesNotContain("Refused");
    assertThat(list.exitValue()).isZero();
  }

  @Test
  void listsEveryServiceAndWhatItsVariablesBeginWith() throws Exception {
    Path output = home.resolve("services.txt");
    Process list = start(output, Map.of(), "plugins", "list", "--services");
    assertThat(list.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .content()
        .containsPattern("xai +xAI +XAI_\\* +needed")
        .containsPattern(
            "together_ai +Together +TOGETHER_AI_\\* or TOGETHERAI_\\* or TOGETHER_\\* ")
        .containsPattern("ollama +Ollama +OLLAMA_\\* +or its _API_BASE alone");
  }

  @Test
  void credentialsExportedHereLoadAgainThereWithNothingButTheEnvironment() throws Exception {
    Path there = Files.createDirectories(home.resolve("there"));
    Map<String, String> variables =
        Map.of("OPENAI_API_KEY_1", "canary-one-0001", "GROQ_API_KEY", "canary-two-0002");
    run(variables, "credentials", "export", "--to", "out.env");
    Map<String, String> exported =
        Files.readAllLines(home.resolve("out.env")).stream()
            .filter(line -> line.contains("=") && !line.startsWith("#"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf('=')),
                    line -> line.substring(line.indexOf('=') + 1)));
    assertThat(exported.values()).containsExactlyInAnyOrder("canary-one-0001", "canary-two-0002");
    String list = run(exported, "credentials", "list", "--json", "--reveal", "--home", "there");
    assertThat(list).contains("canary-one-0001", "canary-two-0002", "openai", "groq");
    assertThat(there.resolve(".env")).doesNotExist();
  }

  @Test
  void withoutATerminalTheCommandAloneHelpsAndTheUiSaysWhatItNeeds() throws Exception {
    assertThat(run(Map.of())).contains("credentials", "Exit codes:");
    assertThat(run(Map.of(), "ui")).contains("needs a terminal");
  }

  @Test
  void aCopiedDistributionRunsElsewhereAndKeepsQuietAboutACacheThatNoLongerFits() throws Exception {
    Path copy = copied("a copy");
    for (String cache : List.of("startup.aot", "commands.aot")) {
      Files.writeString(copy.resolve(cache), "made for another JDK");
    }
    assertThat(run(copy.resolve("keyrelay"), Map.of(), "--version")).matches("KeyRelay \\S+\\R");
  }

  /** With its files' times kept the startup cache of the original still fits the copy. */
  @Test
  void aMovedDistributionHasThePluginsThatStandBesideIt() throws Exception {
    Path moved = copied("moved", COPY_ATTRIBUTES);
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(moved.resolve("plugins"), "iflow*.jar")) {
      for (Path jar : jars) {
        Files.delete(jar);
      }
    }
    assertThat(run(Map.of(), "plugins", "list")).contains("antigravity", "iflow");
    assertThat(run(moved.resolve("keyrelay"), Map.of(), "plugins", "list"))
        .contains("antigravity")
        .doesNotContain("iflow");
  }

  private Path copied(String name, CopyOption... options) throws IOException {
    Path copy = home.resolve(name);
    Path distribution = Path.of(System.getProperty("keyrelay.distribution"));
    try (Stream<Path> files = Files.walk(distribution)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(distribution.relativize(file).toString()), options);
      }
    }
    Files.copy(LAUNCHER, copy.resolve("keyrelay"), COPY_ATTRIBUTES);
    return copy;
  }

  private String run(Map<String, String> variables, String... arguments) throws Exception {
    return run(LAUNCHER, variables, arguments);
  }

  private String run(Path launcher, Map<String, String> variables, String... arguments)
      throws Exception {
    Path output = Files.createTempFile(home, "run", ".txt");
    Process running = start(launcher, output, variables, arguments);
    assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  private Process start(Path output, Map<String, String> variables, String... arguments)
      throws IOException {
    return start(LAUNCHER, output, variables, arguments);
  }

  private Process start(
      Path launcher, Path output, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().keySet().retainAll(List.of("PATH", "HOME"));
    process.environment().putAll(variables);
    process.directory(home.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    Process running = process.start();
    started.add(running);
    return running;
  }

  private static URI address(Process gateway, Path output) {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("the gateway ended", () -> !gateway.isAlive())
        .until(() -> LISTENING.matcher(Files.readString(output)).find());
    try {
      Matcher matcher = LISTENING.matcher(Files.readString(output));
      assertThat(matcher.find()).isTrue();
      return URI.create(matcher.group(1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int status(URI address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(address.resolve("/")).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }
}
