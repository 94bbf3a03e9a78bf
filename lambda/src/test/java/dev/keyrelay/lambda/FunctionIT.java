package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged function as a process of its own, under AWS's Java runtime interface client and
 * under the streaming runtime, with only environment variables and a read-only file system. Prints
 * how long the first answer and the later ones took; {@code lambda/bench/run} measures.
 */
class FunctionIT {

  private static final String KEY = "a-key-of-the-clients";
  private static final String CHAT = "/v1/chat/completions";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WARM = 50;

  private static final Path FUNCTION = Path.of(System.getProperty("keyrelay.function"));
  private static final Path RUNTIME_CLIENT = Path.of(System.getProperty("keyrelay.runtime-client"));
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @TempDir private Path home;
  @TempDir private Path logs;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<Process> started = new ArrayList<>();
  private LocalRuntimeApi lambda;

  @BeforeEach
  void start() throws IOException {
    lambda = new LocalRuntimeApi();
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("r-xr-xr-x"));
  }

  @AfterEach
  void stop() throws IOException {
    started.forEach(Process::destroyForcibly);
    if (Files.exists(logs.resolve("log"))) {
      System.out.print(Files.readString(logs.resolve("log")));
    }
    lambda.close();
    upstream.close();
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void theRuntimeInterfaceClientGetsWholeAnswers() throws Exception {
    var begun = Instant.now();
    launch(managed(), Map.of());
    var first = invoke(chat(false), PATIENCE);
    assertThat(first.json().path("statusCode").asInt()).isEqualTo(200);
    assertThat(said(first)).contains("Hello");
    var cold = Duration.between(begun, first.end());

    assertThat(said(invoke(chat(true), PATIENCE))).endsWith("data: [DONE]\n\n");
    upstream.onModel("missing").answer(Faults.status(404, "no such model"));
    var missing = invoke(chat("demo/missing", false), PATIENCE);
    assertThat(missing.json().path("statusCode").asInt()).isEqualTo(404);
    upstream.onModel("slow").answer(Faults.stall());
    var late = invoke(chat("demo/slow", false), Duration.ofSeconds(3));
    assertThat(late.json().path("statusCode").asInt()).isEqualTo(504);
    assertThat(late.json().path("body").asText()).contains("no answer in time");
    print("runtime interface client", cold);
    assertNothingWasWritten();
  }

  @Test
  void theStreamingRuntimeStreams() throws Exception {
    var begun = Instant.now();
    launch(
        List.of(FUNCTION.resolve("bootstrap").toString()), Map.of("KEYRELAY_JAVA_OPTS", "-Xmx1g"));
    var first = invoke(chat(false), PATIENCE);
    assertThat(first.head().path("statusCode").asInt()).isEqualTo(200);
    var cold = Duration.between(begun, first.end());

    upstream.onModel("tokens").answer(ChatScript.tokens(8).perSecond(4));
    var stream = invoke(chat("demo/tokens", true), PATIENCE);
    assertThat(stream.body()).endsWith("data: [DONE]\n\n");
    assertThat(Duration.between(stream.pieces().getFirst().at(), stream.end()))
        .isGreaterThan(Duration.ofMillis(500));
    upstream.onModel("slow").answer(Faults.stall());
    var late = invoke(chat("demo/slow", true), Duration.ofSeconds(3));
    assertThat(late.head().path("statusCode").asInt()).isEqualTo(504);
    print("streaming runtime", cold);
    assertNothingWasWritten();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProcessThatIsStartedForASnapshotClosesItsConnectionsAndServesAfterTheRestore(
      boolean streaming) throws Exception {
    var command = streaming ? List.of(FUNCTION.resolve("bootstrap").toString()) : managed();
    launch(command, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"));

    var answer = invoke(chat(false), PATIENCE);

    assertThat(lambda.restores()).isEqualTo(1);
    assertThat(Files.readString(logs.resolve("log")))
        .contains("Ready for a snapshot", "Restored from a snapshot");
    assertThat(answer.text()).contains("\"statusCode\":200", "Hello");
    assertNothingWasWritten();
  }

  @Test
  void aStreamingRuntimeThatIsToldToGivesWholeAnswers() throws Exception {
    launch(
        List.of(FUNCTION.resolve("bootstrap").toString()),
        Map.of("KEYRELAY_LAMBDA_RESPONSE", "buffer"));
    var answer = invoke(chat(true), PATIENCE);
    assertThat(answer.mode()).isEmpty();
    assertThat(answer.json().path("body").asText()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void aFunctionWithoutAKeyTellsLambdaWhyItDoesNotStart() throws Exception {
    var process =
        launch(List.of(FUNCTION.resolve("bootstrap").toString()), Map.of("PROXY_API_KEY", ""));
    var told = lambda.failedStart().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(told.json().path("errorMessage").asText()).contains("PROXY_API_KEY");
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  /** As Lambda's managed Java runtime starts a handler. */
  private static List<String> managed() {
    return List.of(
        JAVA,
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
        "-cp",
        RUNTIME_CLIENT + "/*:" + FUNCTION + "/lib/*",
        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
        "dev.keyrelay.lambda.KeyRelayFunction");
  }

  private Process launch(List<String> command, Map<String, String> variables) throws IOException {
    var process = new ProcessBuilder(ReadOnlyFiles.command(command));
    process.environment().clear();
    process.environment().put("PATH", System.getenv("PATH"));
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process.environment().put("HOME", home.toString());
    process.environment().put("AWS_LAMBDA_RUNTIME_API", lambda.address());
    process.environment().put("AWS_LAMBDA_FUNCTION_NAME", "keyrelay");
    process.environment().put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    process.environment().put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
    process.environment().put("AWS_REGION", "eu-central-1");
    process.environment().put("PROXY_API_KEY", KEY);
    process.environment().put("KEYRELAY_SALT", "pepper");
    process.environment().put("DEMO_API_KEY_1", "good");
    process.environment().put("DEMO_API_BASE", upstream.openAiUri().toString());
    process.environment().put("TRANSIENT_RETRY_DELAY", "0");
    process.environment().putAll(variables);
    process.directory(home.toFile()).redirectErrorStream(true);
    process.redirectOutput(logs.resolve("log").toFile());
    var running = process.start();
    started.add(running);
    return running;
  }

  private LocalRuntimeApi.Result invoke(byte[] event, Duration timeout) throws Exception {
    return lambda.invoke(event, timeout).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Later answers, and what of their time was upstream's. */
  private void print(String runtime, Duration cold) throws Exception {
    var lengths = new ArrayList<Long>();
    for (int i = 0; i < WARM; i++) {
      long begun = System.nanoTime();
      invoke(chat(false), PATIENCE);
      lengths.add(System.nanoTime() - begun);
    }
    lengths.sort(null);
    System.out.printf(
        "%s, %s root: first answer %d ms after the process began; warm invocation, upstream's"
            + " answer and Lambda's API on this machine included: median %.1f ms of %d%n",
        runtime,
        ReadOnlyFiles.sealed() ? "read-only" : "writable",
        cold.toMillis(),
        lengths.get(WARM / 2) / 1e6,
        WARM);
  }

  /** Not even where it could: the home folder is below /tmp. */
  private void assertNothingWasWritten() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files).isEmpty();
    }
  }

  private static String said(LocalRuntimeApi.Result result) throws IOException {
    return result.json().path("body").asText();
  }

  private static byte[] chat(boolean stream) throws IOException {
    return chat("demo/echo", stream);
  }

  private static byte[] chat(String model, boolean stream) throws IOException {
    var body = JsonBody.MAPPER.createObjectNode().put("model", model).put("stream", stream);
    body.putArray("messages").addObject().put("role", "user").put("content", "Hello");
    return Events.bytes(
        Events.v2(
            "POST",
            CHAT,
            Map.of("authorization", "Bearer " + KEY, "content-type", "application/json"),
            body.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
