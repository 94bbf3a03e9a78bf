package dev.keyrelay.providers.demo;

import static dev.keyrelay.providers.demo.DemoClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingScriptTest {

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final DemoClient client = new DemoClient(upstream);

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  @Test
  void aTextHasOneVectorOfLengthOneThatIsAlwaysTheSame() throws Exception {
    JsonNode first = json(embed("\"input\":\"one two\""));
    JsonNode again = json(embed("\"input\":\"one two\""));
    JsonNode vector = first.at("/data/0/embedding");
    assertThat(vector).hasSize(256).isEqualTo(again.at("/data/0/embedding"));
    double sum = 0;
    for (JsonNode number : vector) {
      sum += number.asDouble() * number.asDouble();
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
    assertThat(first.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
  }

  @Test
  void aListKeepsItsOrder() throws Exception {
    JsonNode both = json(embed("\"input\":[\"a\",\"b\"]"));
    assertThat(both.at("/data/1/index").asInt()).isEqualTo(1);
    assertThat(both.at("/data/1/embedding"))
        .isEqualTo(json(embed("\"input\":\"b\"")).at("/data/0/embedding"))
        .isNotEqualTo(both.at("/data/0/embedding"));
  }

  @Test
  void tokensAreOneInputAndListsOfTokensAreSeveral() throws Exception {
    assertThat(json(embed("\"input\":[5,6,7]")).path("data")).hasSize(1);
    JsonNode lists = json(embed("\"input\":[[5,6,7],[8]]"));
    assertThat(lists.path("data")).hasSize(2);
    assertThat(lists.at("/usage/total_tokens").asInt()).isEqualTo(4);
  }

  @Test
  void base64HoldsTheSameNumbersAsTheList() throws Exception {
    JsonNode numbers = json(embed("\"input\":\"a\",\"dimensions\":12")).at("/data/0/embedding");
    String text =
        json(embed("\"input\":\"a\",\"dimensions\":12,\"encoding_format\":\"base64\""))
            .at("/data/0/embedding")
            .asText();
    var floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(text))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    assertThat(floats.remaining()).isEqualTo(12).isEqualTo(numbers.size());
    for (int i = 0; i < 12; i++) {
      assertThat(floats.get(i)).isEqualTo(numbers.path(i).floatValue());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"input\":\"a\",\"dimensions\":0", "\"input\":[]", "\"input\":null", "\"x\":1"})
  void aRequestWithoutUsableInputIsRefused(String fields) throws Exception {
    assertThat(embed(fields).statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> embed(String fields) throws Exception {
    return client.post("/embeddings", "{\"model\":\"embedding\"," + fields + "}", "");
  }
}
