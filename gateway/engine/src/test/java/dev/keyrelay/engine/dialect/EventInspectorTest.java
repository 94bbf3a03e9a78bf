package dev.keyrelay.engine.dialect;

import static dev.keyrelay.engine.dialect.wire.EventInspector.Meaning.CONTENT;
import static dev.keyrelay.engine.dialect.wire.EventInspector.Meaning.ERROR;
import static dev.keyrelay.engine.dialect.wire.EventInspector.Meaning.NOISE;
import static dev.keyrelay.engine.dialect.wire.EventInspector.Meaning.TERMINAL;
import static dev.keyrelay.engine.dialect.wire.EventInspector.Meaning.USAGE_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EventInspectorTest {

  private final EventInspector chat = Dialects.inspector(Dialect.OPENAI_CHAT);
  private final EventInspector messages = Dialects.inspector(Dialect.ANTHROPIC_MESSAGES);
  private final EventInspector responses = Dialects.inspector(Dialect.OPENAI_RESPONSES);
  private final EventInspector gemini = Dialects.inspector(Dialect.GEMINI);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "NOISE      |"
            + " {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
        "NOISE      |"
            + " {\"choices\":[],\"prompt_filter_results\":[{\"content_filter_results\":{\"hate\":{\"filtered\":false}}}]}",
        "NOISE      |"
            + " {\"x_groq\":{\"id\":\"r\"},\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
            + " ]},\"logprobs\":null}]}",
        "CONTENT    |"
            + " {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}",
        "CONTENT    | { \"choices\" : [ { \"delta\" : { \"reasoning_content\" : \"hm\" } } ] }",
        "CONTENT    | {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\"}]}}]}",
        "CONTENT    | {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}],\"usage\":null}",
        "CONTENT    | {\"choices\":[{\"text\":\"old surface\",\"index\":0}]}",
        "CONTENT    |"
            + " {\"choices\":[{\"delta\":{\"content\":\"\\\"error\\\":{\\\"usage\\\":{\"}}],\"error\":null}",
        "USAGE_ONLY | {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}",
        "ERROR      | {\"error\":{\"message\":\"overloaded\"}}",
        "ERROR      |"
            + " {\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],\"error\":{\"code\":502}}",
        "TERMINAL   | [DONE]",
      })
  void knowsWhatAChunkOfChatMeans(EventInspector.Meaning meaning, String data) {
    assertThat(chat.inspect(SseEvent.of("", data))).isEqualTo(meaning);
  }

  @Test
  void aStreamOfChatIsCompleteOnlyAfterAReasonForEveryCandidate() {
    chat.inspect(SseEvent.of("", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}"));
    chat.inspect(SseEvent.of("", "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}"));
    chat.inspect(
        SseEvent.of("", "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"));
    assertThat(chat.complete()).isFalse();
    chat.inspect(
        SseEvent.of("", "{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}"));
    assertThat(chat.complete()).isTrue();
    assertThat(chat.missingEnd()).extracting(SseEvent::text).containsExactly("[DONE]");
  }

  @Test
  void readsUsageOfChatWhereverAServicePutsIt() {
    chat.inspect(
        SseEvent.of(
            "",
            "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                + "\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}}"));
    assertThat(chat.usage()).contains(TokenUsage.of(5, 2));
    chat.inspect(
        SseEvent.of(
            "",
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":8,\"cost\":0.25,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":1},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":3}}}"));
    assertThat(chat.usage())
        .contains(new TokenUsage(5, 4, 1, 8, 3, OptionalDouble.of(0.25), false));
  }

  @Test
  void laterCountsOfAMessageReplaceEarlierOnesAndAreNotSummed() {
    assertThat(
            messages.inspect(
                SseEvent.of(
                    "message_start",
                    "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9,"
                        + "\"cache_read_input_tokens\":7,\"cache_creation_input_tokens\":2,"
                        + "\"cache_creation\":{\"ephemeral_1h_input_tokens\":2},"
                        + "\"output_tokens\":1}}}")))
        .isEqualTo(NOISE);
    assertThat(
            messages.inspect(
                SseEvent.of(
                    "message_delta",
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                        + "\"usage\":{\"output_tokens\":30,"
                        + "\"server_tool_use\":{\"web_search_requests\":1}}}")))
        .isEqualTo(CONTENT);
    assertThat(messages.usage())
        .contains(
            new TokenUsage(9, 7, 2, 30, 0, OptionalDouble.empty(), false)
                .with(new TokenUsage.Apart(2, 0, 0, 1, 1)));
    assertThat(messages.complete()).isTrue();
    assertThat(messages.missingEnd()).extracting(SseEvent::name).containsExactly("message_stop");
    assertThat(messages.inspect(SseEvent.of("message_stop", "{\"type\":\"message_stop\"}")))
        .isEqualTo(TERMINAL);
    assertThat(messages.missingEnd()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "NOISE   | ping                | {\"type\":\"ping\"}",
        "NOISE   |                     | {\"type\":\"ping\"}",
        "NOISE   | content_block_start |"
            + " {\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
        "CONTENT | content_block_start |"
            + " {\"index\":0,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"x\"}}",
        "CONTENT |                     |"
            + " {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
        "NOISE   | something_new       | {\"type\":\"something_new\"}",
        "ERROR   | error               |"
            + " {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
      })
  void knowsWhatAnEventOfAMessageMeans(EventInspector.Meaning meaning, String name, String data) {
    assertThat(messages.inspect(SseEvent.of(name == null ? "" : name, data))).isEqualTo(meaning);
  }

  @Test
  void usageOfAResponseComesWithWhateverEndsIt() {
    assertThat(responses.inspect(SseEvent.of("response.created", "{\"response\":{\"id\":\"r\"}}")))
        .isEqualTo(NOISE);
    assertThat(responses.inspect(SseEvent.of("response.output_text.delta", "{\"delta\":\"a\"}")))
        .isEqualTo(CONTENT);
    assertThat(responses.complete()).isFalse();
    assertThat(
            responses.inspect(
                SseEvent.of(
                    "response.incomplete",
                    "{\"response\":{\"usage\":{\"input_tokens\":10,\"output_tokens\":20,"
                        + "\"input_tokens_details\":{\"cached_tokens\":6},"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":15}}}}")))
        .isEqualTo(TERMINAL);
    assertThat(responses.usage())
        .contains(new TokenUsage(4, 6, 0, 20, 15, OptionalDouble.empty(), false));
    assertThat(responses.complete()).isTrue();
  }

  @Test
  void aFailedResponseIsAnErrorWithItsPayloadInTheUsualPlace() {
    assertThat(
            responses.inspect(
                SseEvent.of(
                    "response.failed",
                    "{\"response\":{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}}")))
        .isEqualTo(ERROR);
    assertThat(responses.error())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .contains("{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}");
    assertThat(responses.complete()).isFalse();
  }

  @Test
  void geminiIsCompleteAfterAReasonAndItsThoughtsAreOutput() {
    assertThat(
            gemini.inspect(
                SseEvent.of(
                    "", "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[]}}]}")))
        .isEqualTo(NOISE);
    assertThat(
            gemini.inspect(
                SseEvent.of(
                    "",
                    "{\"candidates\": [{\"content\": {\"parts\": [{\"text\":"
                        + " \"a\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":"
                        + " {\"promptTokenCount\":"
                        + " 18,\"cachedContentTokenCount\":8,\"candidatesTokenCount\":"
                        + " 31,\"thoughtsTokenCount\": 35,\"totalTokenCount\": 84}}")))
        .isEqualTo(CONTENT);
    assertThat(gemini.complete()).isTrue();
    gemini.inspect(SseEvent.of("", "{\"usageMetadata\":{\"trafficType\":\"ON_DEMAND\"}}"));
    assertThat(gemini.usage())
        .contains(new TokenUsage(10, 8, 0, 66, 35, OptionalDouble.empty(), false));
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aStreamWithoutItsEndIsIncompleteAndAFailureIsAnErrorInItsOwnEyes(Dialect dialect) {
    var cut = Dialects.inspector(dialect);
    assertThat(cut.complete()).isFalse();
    assertThat(cut.missingEnd()).isEmpty();

    var reader = Dialects.inspector(dialect);
    var told = cut.failure(ClientError.of(503, "gone"));
    assertThat(reader.inspect(told.getFirst())).isEqualTo(ERROR);
    assertThat(reader.error())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .hasValueSatisfying(text -> assertThat(text).contains("\"error\"", "gone"));
    assertThat(reader.complete()).isFalse();
  }

  @Test
  void neverThrowsOnAnEventThatIsCutShort() {
    String whole =
        "{\"choices\":[{\"index\":12,\"delta\":{\"content\":\"h\\\\\\\"i\"}}],\"usage\":{\"a\":1}}";
    for (int end = 0; end < whole.length(); end++) {
      var event = SseEvent.of("", whole.substring(0, end));
      for (var dialect : Dialect.values()) {
        assertThat(Dialects.inspector(dialect).inspect(event)).isNotEqualTo(USAGE_ONLY);
      }
    }
  }
}
