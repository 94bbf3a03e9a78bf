package dev.keyrelay.server.acceptance;

import static dev.keyrelay.server.acceptance.Chats.ask;
import static dev.keyrelay.server.acceptance.Chats.drain;
import static dev.keyrelay.server.acceptance.Chats.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keyrelay.providers.demo.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written of requests when the user wants them logged. */
class RequestLogTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY_A = "sk-aaaa-0123456789abcdef-first";
  private static final String KEY_B = "sk-bbbb-0123456789abcdef-second";

  private static RunningGateway gateway(String... more) {
    var all =
        new java.util.ArrayList<>(
            List.of("OPENAI_API_KEY_1", KEY_A, "OPENAI_API_KEY_2", KEY_B, "GLOBAL_TIMEOUT", "30"));
    all.addAll(List.of("SESSION_STICKY_ENTRY_TTL_SECONDS", "0"));
    all.addAll(List.of(more));
    return RunningGateway.with(all.toArray(String[]::new));
  }

  /** The folders of the calls that are over, oldest first. */
  private static List<Path> calls(RunningGateway gateway, int number) {
    Path log = gateway.home().resolve("logs/requests");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> folders(log).stream().filter(RequestLogTest::over).count() == number);
    return folders(log);
  }

  private static boolean over(Path call) {
    return Files.exists(call.resolve("metadata.json"));
  }

  private static List<Path> folders(Path log) {
    try (var all = Files.walk(log)) {
      return all.filter(path -> log.relativize(path).getNameCount() == 2).sorted().toList();
    } catch (IOException notYet) {
      return List.of();
    }
  }

  private static JsonNode json(Path call, String file) {
    try {
      return JSON.readTree(call.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aCallIsWrittenWithItsAttemptsTokensAndCost() {
    try (var gateway = gateway("ENABLE_REQUEST_LOGGING", "true")) {
      gateway.upstream().onKey(KEY_A).answer(Faults.rateLimited(Duration.ofSeconds(90)));
      ask(gateway.sdk());

      Path call = calls(gateway, 1).getFirst();
      assertThat(json(call, "request.json").path("model").asText()).isEqualTo("openai/gpt-test");
      assertThat(json(call, "upstream-request-1.json").path("model").asText())
          .isEqualTo("gpt-test");
      assertThat(json(call, "upstream-error-1.json").has("error")).isTrue();
      assertThat(json(call, "response.json").path("choices")).hasSize(1);
      var metadata = json(call, "metadata.json");
      assertThat(metadata.path("outcome").asText()).isEqualTo("served");
      assertThat(metadata.path("target").asText()).isEqualTo("openai/gpt-test");
      assertThat(metadata.path("request_id").asText()).startsWith("req_");
      assertThat(metadata.path("usage").path("output").asLong()).isPositive();
      assertThat(metadata.path("attempts"))
          .extracting(attempt -> attempt.path("failure").asText())
          .containsExactly("rate_limited", "");
      assertThat(metadata.path("attempts").get(0).path("credential").asText())
          .isEqualTo(gateway.credential("openai", KEY_A));
    }
  }

  @Test
  void aStreamIsWrittenEventByEvent() throws IOException {
    try (var gateway = gateway("ENABLE_REQUEST_LOGGING", "true")) {
      String heard = text(drain(gateway.sdk()));

      Path call = calls(gateway, 1).getFirst();
      var told = new StringBuilder();
      for (String line : Files.readAllLines(call.resolve("upstream-events.jsonl"))) {
        String data = JSON.readTree(line).path("data").asText();
        if (data.startsWith("{")) {
          told.append(
              JSON.readTree(data).path("choices").path(0).path("delta").path("content").asText());
        }
      }
      assertThat(told).hasToString(heard);
      assertThat(json(call, "metadata.json").path("outcome").asText()).isEqualTo("served");
    }
  }

  @Test
  void aTranslatedStreamIsWrittenOnBothSides() throws IOException {
    try (var gateway = gateway("ENABLE_REQUEST_LOGGING", "true")) {
      var answer =
          gateway.post(
              "/v1/messages",
              """
              {"model":"openai/gpt-test","max_tokens":100,"stream":true,
               "messages":[{"role":"user","content":"Hello"}]}
              """);

      Path call = calls(gateway, 1).getFirst();
      assertThat(Files.readString(call.resolve("upstream-events.jsonl"))).contains("[DONE]");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(Files.readString(call.resolve("response-events.sse")))
                      .isEqualTo(answer.body()));
    }
  }

  @Test
  void aRefusalIsWrittenWithItsReason() {
    try (var gateway = gateway("ENABLE_REQUEST_LOGGING", "true")) {
      gateway.upstream().onModel("gpt-test").answer(Faults.status(400, "top_p: 7 is too large"));
      gateway.post("/v1/chat/completions", "{\"model\":\"openai/gpt-test\",\"messages\":[]}");
      gateway.post("/v1/chat/completions", "{\"model\":\"nobody/x\",\"messages\":[]}");

      var calls = calls(gateway, 2);
      assertThat(calls)
          .extracting(call -> json(call, "metadata.json").path("status").asInt())
          .containsExactly(400, 404);
      assertThat(json(calls.getFirst(), "metadata.json").path("error").asText())
          .contains("top_p: 7 is too large");
    }
  }

  @Test
  void noKeyIsWrittenEvenInRawMode() throws IOException {
    try (var gateway = gateway("ENABLE_RAW_LOGGING", "true")) {
      gateway.upstream().onKey(KEY_A).answer(Faults.status(401, "no such key: " + KEY_A));
      gateway.post(
          "/v1/chat/completions",
          """
          {"model":"openai/gpt-test","api_key":"sk-canary-of-the-client",
           "messages":[{"role":"user","content":"Hello"}]}
          """);

      Path call = calls(gateway, 1).getFirst();
      assertThat(Files.readString(call.resolve("upstream-request-1.http")))
          .contains("POST http", "Authorization: Bearer [redacted]");
      try (var files = Files.list(call)) {
        for (Path file : files.toList()) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
              .doesNotContain(KEY_A, KEY_B, RunningGateway.CLIENT_KEY, "sk-canary");
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void nothingIsWrittenUnlessWanted() {
    try (var gateway = gateway()) {
      ask(gateway.sdk());
      assertThat(gateway.home().resolve("logs/requests")).doesNotExist();
    }
  }
}
