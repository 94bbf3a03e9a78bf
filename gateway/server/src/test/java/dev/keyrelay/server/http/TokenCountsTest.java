package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.api.EncodingType;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCountsTest {

  private static final String MESSAGES =
      "\"messages\":[{\"role\":\"user\",\"content\":\"hello world\"}]}";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static String source(HttpResponse<String> answer) {
    return answer.headers().firstValue(TokenCounts.HEADER).orElse("");
  }

  @Test
  void aCounterOfAnotherDialectIsAsked() throws Exception {
    gateway.upstream.on(":countTokens").answer(Replay.json(200, "{\"totalTokens\":31}"));
    var answer =
        gateway.post("/v1/messages/count_tokens", "{\"model\":\"gemini/gemini-x\"," + MESSAGES);
    assertThat(json(answer).path("input_tokens").intValue()).isEqualTo(31);
    assertThat(source(answer)).isEqualTo("upstream");
    var asked = gateway.upstream.requests(":countTokens").getLast().json();
    assertThat(asked.at("/generateContentRequest/model").textValue()).isEqualTo("models/gemini-x");

    gateway.upstream.on("/count_tokens").answer(Replay.json(200, "{\"input_tokens\":7}"));
    var own = gateway.post("/v1/token-count", "{\"model\":\"anthropic/claude-x\"," + MESSAGES);
    assertThat(json(own).path("token_count").intValue()).isEqualTo(7);
    assertThat(json(own).path("source").textValue()).isEqualTo("upstream");
  }

  @Test
  void aCounterThatFailsIsReplacedByAnEstimate() throws Exception {
    gateway.upstream.on(":countTokens").answer(Faults.status(429));
    var answer =
        gateway.post("/v1/messages/count_tokens", "{\"model\":\"gemini/gemini-x\"," + MESSAGES);
    assertThat(json(answer).path("input_tokens").intValue()).isEqualTo(3);
    assertThat(source(answer)).isEqualTo("estimate");
  }

  @Test
  void aCounterThatRefusesTheRequestIsHeard() throws Exception {
    gateway.upstream.on("/count_tokens").answer(Faults.status(400));
    String ask = "{\"model\":\"anthropic/claude-x\"," + MESSAGES;
    assertThat(gateway.post("/v1/messages/count_tokens", ask).statusCode()).isEqualTo(400);
  }

  @Test
  void anUpstreamWithoutACounterIsReplacedByAnEstimate() throws Exception {
    String ask = "{\"model\":\"anthropic/claude-x\"," + MESSAGES;
    for (String body :
        List.of(
            "{\"detail\":\"Not Found\"}",
            "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\","
                + "\"message\":\"no route for POST /v1/messages/count_tokens\"}}")) {
      gateway.upstream.on("/count_tokens").answer(Replay.json(404, body));
      var answer = gateway.post("/v1/messages/count_tokens", ask);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(json(answer).path("input_tokens").intValue()).isEqualTo(3);
      assertThat(source(answer)).isEqualTo("estimate");
    }

    gateway
        .upstream
        .on("/count_tokens")
        .answer(
            Replay.json(
                404,
                "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\","
                    + "\"message\":\"model: claude-x\"}}"));
    assertThat(gateway.post("/v1/messages/count_tokens", ask).statusCode()).isEqualTo(404);
  }

  @Test
  void tokensOfOpenAisModelsAreCountedWithTheirVocabulary() throws Exception {
    var answer = gateway.post("/v1/token-count", "{\"model\":\"openai/gpt-5-mini\"," + MESSAGES);
    assertThat(json(answer).path("token_count").intValue()).isEqualTo(2 + 4 + 3);
    assertThat(json(answer).path("source").textValue()).isEqualTo("tokenizer");
    assertThat(source(answer)).isEqualTo("tokenizer");

    var responses =
        gateway.post(
            "/v1/responses/input_tokens",
            "{\"model\":\"openai/gpt-4.1\",\"input\":\"hello <|endoftext|>\"}");
    assertThat(json(responses).path("object").textValue()).isEqualTo("response.input_tokens");
    assertThat(json(responses).path("input_tokens").intValue()).isBetween(10, 20);
  }

  @Test
  void veryLongTextsAreEstimated() throws Exception {
    String text = "word ".repeat(120_000);
    var answer =
        gateway.post(
            "/v1/token-count",
            "{\"model\":\"openai/gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + text
                + "\"}]}");
    assertThat(json(answer).path("token_count").intValue()).isEqualTo(text.length() / 4);
    assertThat(source(answer)).isEqualTo("estimate");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5.1-codex, O200K_BASE",
    "gpt-4o-mini, O200K_BASE",
    "gpt-4.1, O200K_BASE",
    "o3, O200K_BASE",
    "o4-mini, O200K_BASE",
    "openai/gpt-oss-120b, O200K_BASE",
    "gpt-4-turbo, CL100K_BASE",
    "gpt-3.5-turbo, CL100K_BASE",
    "text-embedding-3-small, CL100K_BASE"
  })
  void modelsHaveTheirVocabularies(String model, String vocabulary) {
    assertThat(OpenAiTokens.vocabulary(model).map(EncodingType::name)).contains(vocabulary);
  }

  @ParameterizedTest
  @CsvSource({"claude-sonnet-4-5", "gemini-2.5-pro", "olmo-2", "gpt2", "my-gpt-5"})
  void otherModelsHaveNone(String model) {
    assertThat(OpenAiTokens.vocabulary(model)).isEmpty();
  }
}
