package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.dialect.wire.AnswerFacts.Kind;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.chat.TokenUsage.Apart;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerFactsTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html></html>",
        "[]",
        "\"text\"",
        "{\"a\":1",
        "{\"a\":1} trailing",
        "{'a':1}"
      })
  void whatIsNotOneWholeObjectIsNoAnswer(String body) {
    assertThat(Dialects.facts(Dialect.OPENAI_CHAT, utf8(body)).kind()).isEqualTo(Kind.NOT_JSON);
  }

  @Test
  void anErrorObjectInsideA200IsSeen() {
    assertThat(Dialects.facts(Dialect.OPENAI_CHAT, utf8("{\"error\":{\"message\":\"m\"}}")).kind())
        .isEqualTo(Kind.ERROR);
    assertThat(Dialects.facts(Dialect.OPENAI_RESPONSES, utf8("{\"error\":null}")).kind())
        .isEqualTo(Kind.ANSWER);
  }

  @Test
  void anErrorInAChoiceIsWhatCutTheAnswerOff() {
    var choice =
        "{\"choices\":[{\"finish_reason\":\"error\",\"error\":%s,\"message\":{\"error\":1}}]}";
    assertThat(Dialects.facts(Dialect.OPENAI_CHAT, utf8(choice.formatted("{\"code\":502}"))).kind())
        .isEqualTo(Kind.ERROR);
    assertThat(Dialects.facts(Dialect.OPENAI_CHAT, utf8(choice.formatted("null"))).kind())
        .isEqualTo(Kind.ANSWER);
  }

  @Test
  void deepNestingIsRefusedAndNeverOverflowsTheStack() {
    assertThat(Dialects.facts(Dialect.GEMINI, utf8("{\"a\":" + "[".repeat(100_000))).kind())
        .isEqualTo(Kind.NOT_JSON);
  }

  @Test
  void anthropicCountsCachedTokensBesideTheInput() {
    var facts =
        Dialects.facts(
            Dialect.ANTHROPIC_MESSAGES,
            utf8(
                "{\"content\":[{\"usage\":{\"input_tokens\":99}}],\"usage\":{\"input_tokens\":4,"
                    + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":379},"
                    + "\"cache_creation_input_tokens\":379,\"cache_read_input_tokens\":14714,"
                    + "\"output_tokens\":290,\"output_tokens_details\":{\"thinking_tokens\":19}}}"));
    assertThat(facts.usage())
        .contains(new TokenUsage(4, 14714, 379, 290, 19, OptionalDouble.empty(), false));
  }

  @Test
  void reasoningBesideTheCompletionIsAddedToTheOutput() {
    var facts =
        Dialects.facts(
            Dialect.OPENAI_CHAT,
            utf8(
                "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":115,"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":100},"
                    + "\"cost_in_usd_ticks\":25000000000}}"));
    assertThat(facts.usage())
        .contains(new TokenUsage(10, 0, 0, 105, 100, OptionalDouble.of(2.5), false));
  }

  @Test
  void deepseeksCacheHitsAreInsideThePrompt() {
    var facts =
        Dialects.facts(
            Dialect.OPENAI_CHAT,
            utf8(
                "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
                    + "\"prompt_cache_hit_tokens\":8,\"prompt_cache_miss_tokens\":2}}"));
    assertThat(facts.usage())
        .contains(new TokenUsage(2, 8, 0, 5, 0, OptionalDouble.empty(), false));
  }

  @Test
  void whatHasAPriceOfItsOwnIsCountedApart() {
    var anthropic =
        "{\"usage\":{\"input_tokens\":4,\"cache_creation_input_tokens\":379,\"output_tokens\":290,"
            + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":79,"
            + "\"ephemeral_1h_input_tokens\":300},\"server_tool_use\":{\"web_search_requests\":2}}}";
    assertThat(apart(Dialect.ANTHROPIC_MESSAGES, anthropic)).isEqualTo(new Apart(300, 0, 0, 2, 2));
    var openAi =
        "{\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50,"
            + "\"prompt_tokens_details\":{\"audio_tokens\":90,\"cached_tokens\":0},"
            + "\"completion_tokens_details\":{\"audio_tokens\":40}}}";
    assertThat(apart(Dialect.OPENAI_CHAT, openAi)).isEqualTo(new Apart(0, 90, 40, 0));
    var xai =
        "{\"usage\":{\"input_tokens\":100,\"output_tokens\":50,\"num_server_side_tools_used\":3}}";
    assertThat(apart(Dialect.OPENAI_RESPONSES, xai)).isEqualTo(new Apart(0, 0, 0, 3));
    var gemini =
        "{\"usageMetadata\":{\"promptTokenCount\":500,\"cachedContentTokenCount\":200,"
            + "\"candidatesTokenCount\":30,\"promptTokensDetails\":[{\"modality\":\"TEXT\","
            + "\"tokenCount\":100},{\"modality\":\"AUDIO\",\"tokenCount\":400},[],7],"
            + "\"cacheTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":150}]}}";
    assertThat(apart(Dialect.GEMINI, gemini)).isEqualTo(new Apart(0, 250, 0, 0));
  }

  private static Apart apart(Dialect dialect, String answer) {
    return Dialects.facts(dialect, utf8(answer)).usage().orElseThrow().apart();
  }

  @Test
  void perplexityTellsItsCostInAnObject() {
    var facts =
        Dialects.facts(
            Dialect.OPENAI_CHAT,
            utf8(
                "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"num_search_queries\":1,"
                    + "\"cost\":{\"request_cost\":0.005,\"total_cost\":0.006}}}"));
    assertThat(facts.usage().orElseThrow().costUsd()).hasValue(0.006);
  }

  @Test
  void anAnswerThatStatesNothingHasNoUsage() {
    assertThat(Dialects.facts(Dialect.OPENAI_CHAT, utf8("{\"usage\":{}}")).usage()).isEmpty();
    assertThat(Dialects.facts(Dialect.GEMINI, utf8("{\"usageMetadata\":null}")).usage()).isEmpty();
  }
}
