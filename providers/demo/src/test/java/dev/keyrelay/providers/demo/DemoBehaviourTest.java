package dev.keyrelay.providers.demo;

import static dev.keyrelay.providers.demo.DemoClient.HELLO;
import static dev.keyrelay.providers.demo.DemoClient.json;
import static dev.keyrelay.providers.demo.DemoClient.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoBehaviourTest {

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final DemoClient client = new DemoClient(upstream);

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  @ParameterizedTest
  @CsvSource({
    "echo, 200",
    "any-other-name, 200",
    "rate-limited, 429",
    "rate-limited-bare, 429",
    "overloaded, 503",
    "failing, 500",
    "bad-key, 401",
    "no-money, 402",
    "forbidden, 403",
    "missing, 404",
    "too-large, 413",
    "invalid, 400",
    "html, 200",
    "empty, 200"
  })
  void aModelDoesWhatItsNameSays(String model, int status) throws Exception {
    assertThat(client.ask(model).statusCode()).isEqualTo(status);
  }

  @Test
  void onlyOneOfTheRateLimitedModelsNamesATime() throws Exception {
    assertThat(client.ask("rate-limited").headers().firstValue("retry-after")).hasValue("20");
    assertThat(client.ask("rate-limited-bare").headers().firstValue("retry-after")).isEmpty();
  }

  @Test
  void theFlakyModelFailsEveryOtherTime() throws Exception {
    int first = client.ask("flaky").statusCode();
    int second = client.ask("flaky").statusCode();
    assertThat(first + second).isEqualTo(700);
  }

  @Test
  void aNumberAtTheEndOfTheNameSaysHowOften() throws Exception {
    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 6; i++) {
      statuses.add(client.ask("flaky-2").statusCode());
    }
    assertThat(statuses).filteredOn(status -> status == 500).hasSize(4);
    assertThat(statuses).containsSubsequence(500, 500, 200);
    assertThat(client.ask("rate-limited-7").headers().firstValue("retry-after")).hasValue("7");
    assertThat(client.ask("huge-1").body()).hasSizeGreaterThan(1 << 20);
    assertThat(client.ask("slow-4000").statusCode()).isEqualTo(200);
    assertThat(client.ask("late-0").body()).contains("no model was asked");
  }

  @Test
  void streamsThatBreakDoSoAfterTenEvents() throws Exception {
    assertThat(payloads(client.stream("cut-stream").body())).hasSize(10);
    assertThat(payloads(client.stream("error-stream").body())).hasSize(11);
    assertThat(payloads(client.stream("hidden-error").body())).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"demo-401, 401", "demo-429-second, 429", "demo-503, 503", "demo-fine, 200"})
  void aKeyCanStandForItsOwnFailure(String key, int status) throws Exception {
    String body = "{\"model\":\"echo\"," + HELLO + "}";
    assertThat(client.post("/chat/completions", body, key).statusCode()).isEqualTo(status);
  }

  @Test
  void completionsAreAnsweredWholeAndAsAStream() throws Exception {
    String fields = "{\"model\":\"m\",\"prompt\":\"say it\"";
    var whole = json(client.post("/completions", fields + "}", ""));
    assertThat(whole.path("object").asText()).isEqualTo("text_completion");
    assertThat(whole.at("/choices/0/text").asText()).contains("demo", "say it");
    assertThat(whole.at("/usage/prompt_tokens").asInt()).isEqualTo(2);

    String asStream = ",\"stream\":true,\"max_tokens\":4}";
    var stream = client.post("/completions", fields + asStream, "").body();
    assertThat(payloads(stream)).hasSize(6).last().isEqualTo("[DONE]");
    assertThat(DemoClient.chunks(stream).getLast().at("/choices/0/finish_reason").asText())
        .isEqualTo("length");
    assertThat(client.post("/completions", "{\"model\":\"m\"}", "").statusCode()).isEqualTo(400);
    assertThat(client.post("/completions", "{\"model\":\"failing\"}", "").statusCode())
        .isEqualTo(500);
  }

  @Test
  void everyModelIsListedAndExplainedInTheReadme() throws Exception {
    var listed = new HashSet<String>();
    json(client.get("/models"))
        .path("data")
        .forEach(model -> listed.add(model.path("id").asText()));
    String readme = Files.readString(Path.of("README.md"));
    for (DemoModel model : DemoModel.values()) {
      assertThat(listed).contains(model.id());
      assertThat(readme).contains("| `demo/" + model.id() + "` | " + model.meaning() + " |");
    }
    assertThat(listed).contains("embedding").hasSize(DemoModel.values().length + 1);
  }

  @Test
  void whatIsNotOfferedIsRefused() throws Exception {
    assertThat(client.post("/chat/completions", "no json", "").statusCode()).isEqualTo(400);
    assertThat(client.post("/chat/completions", "{}", "").statusCode()).isEqualTo(400);
    assertThat(client.post("/audio", "{\"model\":\"m\"}", "").statusCode()).isEqualTo(404);
    assertThat(client.get("/nothing").statusCode()).isEqualTo(404);
  }
}
