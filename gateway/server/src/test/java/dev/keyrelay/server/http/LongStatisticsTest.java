package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quota statistics that are too long for one piece. */
class LongStatisticsTest {

  private static final int CREDENTIALS = 600;

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    var variables = new HashMap<String, String>();
    for (int i = 1; i <= CREDENTIALS; i++) {
      variables.put("OPENAI_API_KEY_" + i, "secret-key-" + i);
    }
    gateway = new TestGateway(folder, Map.copyOf(variables));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void areStreamedWholeAndNotSentAgain() throws Exception {
    var answer = gateway.get("/v1/quota-stats?provider=openai");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-length")).isEmpty();
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(json(answer).at("/providers/openai/credentials")).hasSize(CREDENTIALS);
    assertThat(json(answer).at("/summary/total_credentials").intValue()).isEqualTo(CREDENTIALS);

    String tag = answer.headers().firstValue("etag").orElseThrow();
    var again = gateway.get("/v1/quota-stats?provider=openai", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void tellHowAReloadWentToo() throws Exception {
    var answer = json(gateway.post("/v1/quota-stats", "{\"action\":\"reload\"}"));

    assertThat(answer.at("/providers/openai/credentials")).hasSize(CREDENTIALS);
    assertThat(answer.path("data_source").textValue()).isEqualTo("refreshed");
    assertThat(answer.path("refresh_result").isObject()).isTrue();
  }
}
