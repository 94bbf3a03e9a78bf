package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service refuses of a model, whatever its dialect, is not sent to it. */
final class ModelFactsTest {

  private final Drops drops = new Drops();

  private ObjectNode asked(Dialect provider, String model, String fields) throws Exception {
    String ask = "{'messages':[{'role':'user','content':'u'}],'max_tokens':64000";
    var body = (ObjectNode) JsonBody.MAPPER.readTree((ask + fields + "}").replace('\'', '"'));
    var client =
        provider == Dialect.ANTHROPIC_MESSAGES ? Dialect.OPENAI_CHAT : Dialect.ANTHROPIC_MESSAGES;
    var request = Dialects.codec(client).orElseThrow().decodeRequest(body, drops);
    return Dialects.codec(provider)
        .orElseThrow()
        .encodeRequest(request, new RequestOptions(model, false, false, 8_192), drops);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5, low, low",
    "gpt-5, max, high",
    "openai/gpt-5-codex, max, high",
    "gpt-5.1, xhigh, high",
    "gpt-5.1-codex-max, max, xhigh",
    "gpt-5.2, max, xhigh",
    "gpt-5-pro, low, high",
    "gpt-5.2-pro, low, medium",
    "o4-mini, max, high",
    "gpt-oss-120b, max, xhigh"
  })
  void anEffortIsOneThatTheModelTakes(String model, String asked, String told) throws Exception {
    String effort = ",'output_config':{'effort':'" + asked + "'}";
    assertThat(asked(Dialect.OPENAI_CHAT, model, effort).path("reasoning_effort").asText())
        .isEqualTo(told);
    assertThat(asked(Dialect.OPENAI_RESPONSES, model, effort).at("/reasoning/effort").asText())
        .isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5.1, none, ''",
    "gpt-5, minimal, thinking",
    "gpt-5-codex, low, thinking",
    "o3, low, thinking",
    "gpt-4.1, '', ''",
    "deepseek-chat, '', thinking"
  })
  void whoIsToThinkNotAtAllIsToldTheLeast(String model, String told, String dropped)
      throws Exception {
    String off = ",'thinking':{'type':'disabled'}";
    assertThat(asked(Dialect.OPENAI_CHAT, model, off).path("reasoning_effort").asText())
        .isEqualTo(told);
    assertThat(String.join(",", drops.fields())).isEqualTo(dropped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4.1", "openai/gpt-4o-mini", "gpt-5-chat-latest"})
  void aModelThatDoesNotThinkIsToldNothingOfIt(String model) throws Exception {
    String on = ",'thinking':{'type':'enabled','budget_tokens':2000},'temperature':0.5";
    var chat = asked(Dialect.OPENAI_CHAT, model, on);
    assertThat(chat.has("reasoning_effort")).isFalse();
    assertThat(chat.path("temperature").asDouble()).isEqualTo(0.5);
    var responses = asked(Dialect.OPENAI_RESPONSES, model, on);
    assertThat(responses.has("reasoning") || responses.has("include")).isFalse();
    assertThat(drops.fields()).containsExactly("reasoning");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5, unsaid, false",
    "o3, unsaid, false",
    "gpt-5.1, unsaid, true",
    "gpt-5.1, low, false",
    "gpt-5.1, off, true",
    "gpt-5.1-chat-latest, unsaid, true",
    "llama-4, low, true"
  })
  void samplingGoesOnlyToAModelThatTakesIt(String model, String thought, boolean takes)
      throws Exception {
    String more =
        switch (thought) {
          case "off" -> ",'thinking':{'type':'disabled'}";
          case "low" -> ",'output_config':{'effort':'low'}";
          default -> "";
        };
    String fields = ",'temperature':0.2,'stop_sequences':['x']" + more;
    var body = asked(Dialect.OPENAI_CHAT, model, fields);
    assertThat(body.has("temperature")).isEqualTo(takes);
    assertThat(body.has("stop")).isEqualTo(takes);
    assertThat(drops.fields().containsAll(java.util.List.of("temperature", "stop")))
        .isEqualTo(!takes);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-3-5-sonnet-20241022, true, true",
    "claude-sonnet-4-20250514, true, true",
    "claude-opus-4-1, true, false",
    "claude-sonnet-4-6, true, false",
    "claude-opus-4-7, false, false",
    "claude-sonnet-5, false, false",
    "claude-mythos-preview, false, false",
    "claude-fable-5-1, false, false"
  })
  void claudeTakesTheSamplingOfItsGeneration(String model, boolean temperature, boolean topP)
      throws Exception {
    String fields = ",'temperature':0.5,'top_p':0.9";
    var body = asked(Dialect.ANTHROPIC_MESSAGES, model, fields);
    assertThat(body.has("temperature")).isEqualTo(temperature);
    assertThat(body.has("top_p")).isEqualTo(topP);
    assertThat(drops.fields().contains("temperature")).isEqualTo(!temperature);
    assertThat(drops.fields().contains("top_p")).isEqualTo(!topP);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-4-6, high",
    "claude-opus-4-7, xhigh",
    "claude-mythos-preview, xhigh",
    "claude-haiku-5-5, xhigh"
  })
  void aNewClaudeIsToldAnEffort(String model, String told) throws Exception {
    var body = asked(Dialect.ANTHROPIC_MESSAGES, model, ",'reasoning_effort':'xhigh'");
    assertThat(body.at("/output_config/effort").asText()).isEqualTo(told);
    assertThat(body.at("/thinking/type").asText()).isEqualTo("adaptive");
  }
}
