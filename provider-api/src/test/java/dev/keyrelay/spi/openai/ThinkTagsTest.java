package dev.keyrelay.spi.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkTagsTest {

  private record Read(String thought, String said) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 100})
  void thoughtAndSpeechAreTheSameHoweverChunksCutThem(int length) throws Exception {
    assertThat(stream("\n<think>a < b, </th</think>\n\nHello <think> you", length))
        .isEqualTo(new Read("a < b, </th", "Hello <think> you"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 100})
  void textWithoutTagsIsUntouched(int length) throws Exception {
    assertThat(stream("<thin air> it is", length)).isEqualTo(new Read("", "<thin air> it is"));
  }

  @Test
  void thoughtThatNeverEndsStaysThought() throws Exception {
    assertThat(stream("<think>still at it </thi", 3)).isEqualTo(new Read("still at it </thi", ""));
  }

  @Test
  void shortAnswerThatLooksLikeTheBeginningOfATagIsNotLost() throws Exception {
    assertThat(stream("<", 1)).isEqualTo(new Read("", "<"));
  }

  @Test
  void completeAnswerIsSplit() throws Exception {
    var answer =
        json("{\"choices\":[{\"message\":{\"content\":\"<think>hm</think>\\nyes\",\"x\":1}}]}");

    var message = ThinkTags.ofAnswer(answer).at("/choices/0/message");

    assertThat(message.toString())
        .isEqualTo("{\"content\":\"yes\",\"x\":1,\"reasoning_content\":\"hm\"}");
  }

  @Test
  void chunksWithoutTextAreUntouched() throws Exception {
    String chunk =
        "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}],\"usage\":null}";

    assertThat(ThinkTags.ofStream().apply(json(chunk)).toString()).isEqualTo(chunk);
  }

  private static Read stream(String text, int length) throws Exception {
    var rewrite = ThinkTags.ofStream();
    var thought = new StringBuilder();
    var said = new StringBuilder();
    for (int at = 0; at < text.length(); at += length) {
      String piece = text.substring(at, Math.min(text.length(), at + length));
      var chunk = json("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]}");
      ((com.fasterxml.jackson.databind.node.ObjectNode) chunk.at("/choices/0/delta"))
          .put("content", piece);
      collect(rewrite.apply(chunk), thought, said);
    }
    String end = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    collect(rewrite.apply(json(end)), thought, said);
    return new Read(thought.toString(), said.toString());
  }

  private static void collect(JsonNode chunk, StringBuilder thought, StringBuilder said) {
    for (JsonNode choice : List.of(chunk.at("/choices/0/delta"))) {
      thought.append(choice.path("reasoning_content").asText(""));
      said.append(choice.path("content").asText(""));
    }
  }

  private static JsonNode json(String text) throws Exception {
    return JsonBody.MAPPER.readTree(text);
  }
}
