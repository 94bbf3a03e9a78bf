package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiSurfaceTest {

  private static final String MODEL = "gemini/gemini-2.5-pro";
  private static final String ASK =
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say good day, please\"}]}]}";
  private static final String ANSWER =
      "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Good day\"}]},"
          + "\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":5,"
          + "\"candidatesTokenCount\":2,\"totalTokenCount\":7},\"modelVersion\":\"g\"}";
  private static final String FIRST =
      "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Good \"}]},"
          + "\"index\":0}]}";

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

  private Client client(String version) {
    return Client.builder()
        .apiKey(TestGateway.KEY)
        .vertexAI(false)
        .httpOptions(
            HttpOptions.builder().baseUrl(gateway.uri().toString()).apiVersion(version).build())
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1beta", "v1"})
  void theOfficialClientGetsAnAnswer(String version) {
    gateway.upstream.on(":generateContent").answer(Replay.json(200, ANSWER));
    try (var client = client(version)) {
      var answer = client.models.generateContent("models/" + MODEL, "Say good day, please", null);
      assertThat(answer.text()).isEqualTo("Good day");
    }
    assertThat(gateway.upstream.requests().getFirst().path())
        .isEqualTo("/v1beta/models/gemini-2.5-pro:generateContent");
  }

  @Test
  void theOfficialClientReadsAStream() {
    gateway.upstream.on(":streamGenerateContent").answer(Replay.events(FIRST, ANSWER));
    var text = new StringBuilder();
    try (var client = client("v1beta");
        var stream = client.models.generateContentStream("models/" + MODEL, "Say good day", null)) {
      stream.forEach(chunk -> text.append(chunk.text()));
    }
    assertThat(text).hasToString("Good Good day");
  }

  @Test
  void aStreamWithoutSseIsOneJsonArray() throws Exception {
    gateway.upstream.on(":streamGenerateContent").answer(Replay.events(FIRST, ANSWER));
    var answer = gateway.post("/v1beta/models/" + MODEL + ":streamGenerateContent", ASK);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("[" + FIRST + "," + ANSWER + "]");
  }

  @Test
  void tokensAreCountedByTheProviderAndElseEstimated() throws Exception {
    gateway.upstream.on(":countTokens").answer(Replay.json(200, "{\"totalTokens\":31}"));
    var counted = gateway.post("/v1beta/models/" + MODEL + ":countTokens", ASK);
    assertThat(json(counted).path("totalTokens").intValue()).isEqualTo(31);
    assertThat(counted.headers().firstValue("x-keyrelay-token-count")).contains("upstream");

    var estimated = gateway.post("/v1beta/models/openai/gpt:countTokens", ASK);
    assertThat(json(estimated).path("totalTokens").intValue()).isEqualTo(5);
    assertThat(estimated.headers().firstValue("x-keyrelay-token-count")).contains("estimate");
  }

  @Test
  void textsAreEmbedded() throws Exception {
    gateway
        .upstream
        .on(":embedContent")
        .answer(Replay.json(200, "{\"embedding\":{\"values\":[1]}}"));
    gateway
        .upstream
        .on(":batchEmbedContents")
        .answer(Replay.json(200, "{\"embeddings\":[{\"values\":[2]}]}"));
    String model = "/v1beta/models/gemini/embedding-001";
    String one = "{\"content\":{\"parts\":[{\"text\":\"x\"}]}}";
    var single = gateway.post(model + ":embedContent", one);
    assertThat(json(single).at("/embedding/values/0").intValue()).isEqualTo(1);
    var batch = gateway.post(model + ":batchEmbedContents", "{\"requests\":[" + one + "]}");
    assertThat(json(batch).at("/embeddings/0/values/0").intValue()).isEqualTo(2);
  }

  @Test
  void theKeyMayBeInTheQueryAndErrorsHaveTheDialectsShape() throws Exception {
    String path = "/v1beta/models/" + MODEL + ":explode";
    var unknown = gateway.post(path + "?key=" + TestGateway.KEY, ASK, "Authorization", "none");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).at("/error/status").textValue()).isEqualTo("NOT_FOUND");
    assertThat(json(unknown).at("/error/message").textValue()).contains("explode");
  }

  @Test
  void aNameWithASlashNeedsNoModelsBeforeIt() throws Exception {
    gateway.upstream.on(":generateContent").answer(Replay.json(200, ANSWER));
    var answer = gateway.post("/v1beta/" + MODEL + ":generateContent", ASK);
    assertThat(answer.statusCode()).isEqualTo(200);
    var other = gateway.post("/v1beta/cachedContents", "{}");
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(json(other).at("/error/status").textValue()).isEqualTo("NOT_FOUND");
  }

  @Test
  void slashesMayBeEscaped() throws Exception {
    gateway.upstream.on(":generateContent").answer(Replay.json(200, ANSWER));
    var answer = gateway.post("/v1beta/models/gemini%2Fgemini-2.5-pro:generateContent", ASK);
    assertThat(answer.statusCode()).isEqualTo(200);
  }
}
