package dev.keyrelay.spi.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.kit.SampleCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageThoughtsTest {

  private static final JsonBody BODY =
      body(
          "{'n':1.0,'messages':[{'role':'user','content':'reasoning'},"
              + "{'role':'assistant','content':'a','reasoning_content':'why','reasoning':'why'},"
              + "{'role':'assistant','content':'b','reasoning':'so','reasoning_details':[{'x':1}]},"
              + "{'role':'assistant','content':'c','reasoning_content':null}]}");

  @Test
  void thoughtsAreLeftOut() {
    assertThat(MessageThoughts.leftOut(BODY))
        .isEqualTo(
            body(
                "{'n':1.0,'messages':[{'role':'user','content':'reasoning'},"
                    + "{'role':'assistant','content':'a'},{'role':'assistant','content':'b'},"
                    + "{'role':'assistant','content':'c'}]}"));
  }

  @Test
  void thoughtsGetTheNameThatTheServiceKnows() {
    assertThat(MessageThoughts.named(BODY, "reasoning"))
        .isEqualTo(
            body(
                "{'n':1.0,'messages':[{'role':'user','content':'reasoning'},"
                    + "{'role':'assistant','content':'a','reasoning':'why'},"
                    + "{'role':'assistant','content':'b','reasoning':'so'},"
                    + "{'role':'assistant','content':'c'}]}"));
  }

  @Test
  void aConversationWithToolCallsHasThoughtsInEveryAnswer() {
    var body =
        body(
            "{'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{}]},"
                + "{'role':'tool'},{'role':'assistant','content':'b','reasoning_content':''},"
                + "{'role':'assistant','content':'c','reasoning':'why'}]}");
    assertThat(MessageThoughts.completed(body, "reasoning_content"))
        .isEqualTo(
            body(
                "{'messages':[{'role':'user','content':'a'},"
                    + "{'role':'assistant','tool_calls':[{}],'reasoning_content':' '},"
                    + "{'role':'tool'},"
                    + "{'role':'assistant','content':'b','reasoning_content':' '},"
                    + "{'role':'assistant','content':'c','reasoning_content':'why'}]}"));
  }

  @Test
  void aConversationWithoutToolCallsNeedsNone() {
    var body = body("{'messages':[{'role':'assistant','content':'a'}]}");
    assertThat(MessageThoughts.completed(body, "reasoning_content")).isSameAs(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'reasoning':{'effort':'low'}}",
        "{'messages':null}",
        "{'messages':'reasoning'}",
        "{'messages':[null,{'role':'user','content':'reasoning'}]}",
      })
  void aBodyWithoutThoughtsIsTheSame(String json) {
    var body = body(json);
    assertThat(MessageThoughts.leftOut(body)).isSameAs(body);
  }

  private static JsonBody body(String json) {
    return SampleCalls.body(json.replace('\'', '"'));
  }
}
