package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingsSurfaceTest {

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

  /** The SDK asks for base64 by itself. */
  @Test
  void theOfficialClientOfOpenAiGetsVectorsOfGemini() {
    gateway
        .upstream
        .on(":batchEmbedContents")
        .answer(Replay.json(200, "{\"embeddings\":[{\"values\":[0.5,-1]},{\"values\":[2,0.25]}]}"));
    var client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.uri() + "/v1")
            .apiKey(TestGateway.KEY)
            .maxRetries(0)
            .build();
    try {
      var answer =
          client
              .embeddings()
              .create(
                  EmbeddingCreateParams.builder()
                      .model("gemini/gemini-embedding-001")
                      .inputOfArrayOfStrings(java.util.List.of("a", "b"))
                      .dimensions(2)
                      .build());
      assertThat(answer.data().get(0).embedding()).containsExactly(0.5f, -1f);
      assertThat(answer.data().get(1).embedding()).containsExactly(2f, 0.25f);
    } finally {
      client.close();
    }
  }

  @Test
  void aClientOfGeminiGetsVectorsOfOpenAi() throws Exception {
    gateway
        .upstream
        .on("/embeddings")
        .answer(Replay.json(200, "{\"data\":[{\"index\":0,\"embedding\":[1,2]}]}"));
    var answer =
        gateway.post(
            "/v1beta/models/openai/text-embedding-3-small:embedContent",
            "{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"taskType\":\"CLUSTERING\"}");
    assertThat(json(answer).at("/embedding/values/1").intValue()).isEqualTo(2);
    assertThat(answer.headers().firstValue("x-keyrelay-dropped")).contains("taskType");
  }

  @Test
  void tokenIdsForGeminiAreRefusedByName() throws Exception {
    var answer = gateway.post("/v1/embeddings", "{\"model\":\"gemini/embedding\",\"input\":[1,2]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/error/message").textValue()).contains("input");
    assertThat(gateway.upstream.requests()).isEmpty();
  }
}
