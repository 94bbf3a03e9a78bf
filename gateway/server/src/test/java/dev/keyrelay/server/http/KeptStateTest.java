package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway finds in its folder at start. */
class KeptStateTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void aDamagedStateIsSetAsideAndToldByHealth() throws Exception {
    Files.createDirectories(folder.resolve("state"));
    Files.writeString(folder.resolve("state/state.db"), "no database ".repeat(500));
    try (var gateway = new TestGateway(folder)) {
      var problems = json(gateway.get("/health")).path("problems");
      assertThat(problems).hasSize(1);
      assertThat(problems.get(0).textValue()).contains("set aside as state.db.corrupt-");
      try (var files = Files.list(folder.resolve("state"))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .anyMatch(name -> name.startsWith("state.db.corrupt-"));
      }
    }
  }

  @Test
  void aLogOfRequestsThatCannotBeWrittenIsToldByHealthUntilItCan() throws Exception {
    Files.createDirectories(folder.resolve("logs"));
    Path inItsPlace = Files.createFile(folder.resolve("logs/requests"));
    try (var gateway = new TestGateway(folder, Map.of("ENABLE_REQUEST_LOGGING", "true"))) {
      await().atMost(PATIENCE).until(() -> problems(gateway).size() == 1);
      var health = json(gateway.get("/health"));
      assertThat(health.path("status").textValue()).isEqualTo("ready");
      assertThat(health.at("/problems/0").textValue())
          .contains("log of requests", "logs/requests")
          .doesNotContain(folder.toString());
      ask(gateway);
      assertThat(problems(gateway)).hasSize(1);

      Files.delete(inItsPlace);
      ask(gateway);
      await().atMost(PATIENCE).until(() -> problems(gateway).isEmpty());
    }
  }

  private static void ask(TestGateway gateway) throws Exception {
    var answer =
        gateway.post(
            "/v1/chat/completions",
            "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static JsonNode problems(TestGateway gateway) throws Exception {
    return json(gateway.get("/health")).path("problems");
  }

  @Test
  void theCountersOfTheOriginalAreTakenOverAtTheFirstStart() throws Exception {
    Files.createDirectories(folder.resolve("usage"));
    Files.writeString(
        folder.resolve("usage/usage_openai.json"),
        """
        {"schema_version": 2, "credentials": {"bccdf456e3e9": {
          "provider": "openai", "accessor": "OPENAI-secret-key-0001",
          "totals": {"request_count": 7, "success_count": 5, "output_tokens": 90}}}}
        """);
    for (int start = 0; start < 2; start++) {
      try (var gateway = new TestGateway(folder)) {
        var stats = json(gateway.get("/v1/quota-stats?provider=openai"));
        var openAi = stats.at("/providers/openai");
        assertThat(openAi.path("total_requests").intValue()).isEqualTo(7);
        assertThat(openAi.at("/tokens/output").intValue()).isEqualTo(90);
        assertThat(openAi.at("/credentials/0/totals/failure_count").intValue()).isEqualTo(2);
      }
    }
  }
}
