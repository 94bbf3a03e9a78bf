package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.UnsupportedCallException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {

  private static final String VECTORS =
      "{\"embeddings\":[{\"values\":[0.5,-1]},{\"values\":[2.0,0.25]}]}";

  private static Conversion between(
      Operation operation, Dialect client, Dialect provider, String body) throws Exception {
    return Conversion.between(
        operation,
        client,
        provider,
        JsonBody.parse(bytes(body)),
        new TranslationOptions("shown/m", "m", false, true, 9, "id", 7));
  }

  private static Conversion toGemini(String body) throws Exception {
    return between(Operation.EMBED, Dialect.OPENAI_CHAT, Dialect.GEMINI, body);
  }

  private static Conversion toOpenAi(String body) throws Exception {
    return between(Operation.EMBED, Dialect.GEMINI, Dialect.OPENAI_CHAT, body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode reply(Conversion conversion, String answer) throws Exception {
    return JsonBody.MAPPER.readTree(conversion.reply(bytes(answer)).body());
  }

  private static JsonNode json(String text) throws Exception {
    return JsonBody.MAPPER.readTree(text);
  }

  @Test
  void textsForGeminiAreABatchOfTheWantedSize() throws Exception {
    var conversion =
        toGemini("{\"model\":\"x\",\"input\":[\"a\",\"b\"],\"dimensions\":2,\"user\":\"u\"}");
    assertThat(conversion.request().tree())
        .isEqualTo(
            json(
                "{\"requests\":[{\"model\":\"models/m\",\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                    + "\"outputDimensionality\":2},{\"model\":\"models/m\",\"content\":{\"parts\":"
                    + "[{\"text\":\"b\"}]},\"outputDimensionality\":2}]}"));
    assertThat(conversion.dropped()).containsExactly("user");
  }

  @Test
  void vectorsOfGeminiAreToldAsNumbersOrAsBytes() throws Exception {
    var numbers = reply(toGemini("{\"input\":[\"abcd\",\"efgh\"]}"), VECTORS);
    assertThat(numbers.at("/data/1/embedding")).isEqualTo(json("[2.0,0.25]"));
    assertThat(numbers.at("/data/1/index").intValue()).isEqualTo(1);
    assertThat(numbers.path("model").textValue()).isEqualTo("shown/m");
    assertThat(numbers.at("/usage/prompt_tokens").intValue()).isEqualTo(2);

    var packed =
        reply(toGemini("{\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\"}"), VECTORS);
    assertThat(packed.at("/data/0/embedding").textValue()).isEqualTo("AAAAPwAAgL8=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"input\":[1,2]}",
        "{\"input\":[[1,2]]}",
        "{\"input\":[]}",
        "{}",
        "{\"input\":\"a\",\"encoding_format\":\"int8\"}"
      })
  void whatGeminiCannotEmbedIsRefusedByName(String body) {
    assertThatThrownBy(() -> toGemini(body))
        .isInstanceOf(UnsupportedCallException.class)
        .message()
        .matches("(input|encoding_format): .*expected.*");
  }

  @Test
  void fewerVectorsThanTextsAreNoAnswer() throws Exception {
    var conversion = toGemini("{\"input\":[\"a\",\"b\",\"c\"]}");
    assertThatThrownBy(() -> conversion.reply(bytes(VECTORS)))
        .isInstanceOf(UnreadableAnswerException.class);
  }

  @Test
  void aTextOfGeminiComesBackAsOneVectorAndABatchAsSeveralInTheirOrder() throws Exception {
    String one = "{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]}";
    var single = toOpenAi(one + ",\"outputDimensionality\":2,\"taskType\":\"CLUSTERING\"}");
    assertThat(single.request().tree())
        .isEqualTo(
            json(
                "{\"model\":\"m\",\"input\":[\"ab\"],\"dimensions\":2,"
                    + "\"encoding_format\":\"float\"}"));
    assertThat(single.dropped()).containsExactly("taskType");
    String answer = "{\"data\":[{\"index\":0,\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":3}}";
    assertThat(reply(single, answer))
        .isEqualTo(
            json("{\"embedding\":{\"values\":[1]},\"usageMetadata\":{\"promptTokenCount\":3}}"));

    var batch = toOpenAi("{\"requests\":[" + one + "}," + one + "}]}");
    String two =
        "{\"data\":[{\"index\":1,\"embedding\":\"AAAAPw==\"},{\"index\":0,\"embedding\":[1]}]}";
    assertThat(reply(batch, two))
        .isEqualTo(json("{\"embeddings\":[{\"values\":[1]},{\"values\":[0.5]}]}"));
  }

  @Test
  void whatOpenAiCannotEmbedIsRefusedByName() {
    String image = "{\"content\":{\"parts\":[{\"inlineData\":{}}]}}";
    assertThatThrownBy(() -> toOpenAi(image)).hasMessageContaining("content.parts");
    String text = "{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":";
    assertThatThrownBy(() -> toOpenAi("{\"requests\":[" + text + "1}," + text + "2}]}"))
        .hasMessageContaining("outputDimensionality");
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_CHAT,        /token_count",
    "OPENAI_RESPONSES,   /input_tokens",
    "GEMINI,             /totalTokens"
  })
  void anthropicCountsForEveryDialect(Dialect client, String place) throws Exception {
    String body =
        switch (client) {
          case OPENAI_CHAT, ANTHROPIC_MESSAGES ->
              "{\"max_tokens\":5,\"temperature\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
          case OPENAI_RESPONSES -> "{\"input\":\"hi\"}";
          case GEMINI ->
              "{\"generateContentRequest\":{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":"
                  + "\"hi\"}]}]}}";
        };
    var conversion = between(Operation.COUNT_TOKENS, client, Dialect.ANTHROPIC_MESSAGES, body);
    assertThat(conversion.request().names()).containsExactlyInAnyOrder("model", "messages");
    assertThat(reply(conversion, "{\"input_tokens\":12}").at(place).intValue()).isEqualTo(12);
  }

  @Test
  void geminiCountsTheWholeRequest() throws Exception {
    var conversion =
        between(
            Operation.COUNT_TOKENS,
            Dialect.ANTHROPIC_MESSAGES,
            Dialect.GEMINI,
            "{\"system\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    var request = conversion.request().tree();
    assertThat(request.at("/generateContentRequest/systemInstruction/parts/0/text").textValue())
        .isEqualTo("s");
    assertThat(reply(conversion, "{\"totalTokens\":4}")).isEqualTo(json("{\"input_tokens\":4}"));
    assertThatThrownBy(() -> conversion.reply(bytes("{\"x\":1}")))
        .isInstanceOf(UnreadableAnswerException.class);
  }
}
