package dev.keyrelay.providers.antigravity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class ClaudeThinkingTest {

  private static final String ASK = "{\"role\":\"user\",\"parts\":[{\"text\":\"go\"}]}";
  private static final String SIGNED =
      "{\"text\":\"hm\",\"thought\":true,\"thoughtSignature\":\"sig\"}";
  private static final String UNSIGNED = "{\"text\":\"hm\",\"thought\":true}";
  private static final String CALL = "{\"functionCall\":{\"name\":\"f\",\"args\":{}}}";
  private static final String RESULT =
      "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}";

  @Test
  void toolLoopThatBeganWithASignedThoughtIsLeftAlone() {
    String history = ASK + "," + model(SIGNED + "," + CALL) + "," + RESULT;

    assertThat(contents("claude-opus-4.6", history).toString()).isEqualTo("[" + history + "]");
  }

  @Test
  void toolLoopWithoutThoughtIsClosedSoThatANewTurnMayThink() {
    var contents = contents("claude-opus-4.6", ASK + "," + model(CALL) + "," + RESULT);

    assertThat(contents).hasSize(5);
    assertThat(contents.at("/3/role").asText()).isEqualTo("model");
    assertThat(contents.at("/4/role").asText()).isEqualTo("user");
  }

  @Test
  void onlyTheThoughtThatOpensTheTurnCounts() {
    String history =
        ASK + "," + model(SIGNED + "," + CALL) + "," + RESULT + "," + model(CALL) + "," + RESULT;

    assertThat(contents("claude-opus-4.6", history)).hasSize(5);
  }

  @Test
  void thoughtOfAnEarlierTurnDoesNotOpenThisOne() {
    String history = ASK + "," + model(SIGNED) + "," + ASK + "," + model(CALL) + "," + RESULT;

    assertThat(contents("claude-opus-4.6", history)).hasSize(7);
  }

  @Test
  void unsignedThoughtsAreDropped() {
    var contents = contents("claude-opus-4.6", ASK + "," + model(UNSIGNED) + "," + ASK);

    assertThat(contents.at("/1/parts").toString()).isEqualTo("[{\"text\":\"\"}]");
    assertThat(contents).hasSize(3);
  }

  @Test
  void modelThatShallNotThinkSeesNoThoughts() {
    var contents =
        contents("claude-sonnet-4.5", ASK + "," + model(SIGNED + "," + CALL) + "," + RESULT);

    assertThat(contents.at("/1/parts").toString()).isEqualTo("[" + CALL + "]");
    assertThat(contents).hasSize(3);
  }

  @Test
  void mendingIsASwitchAndNoMatterOfGemini() {
    String history = ASK + "," + model(UNSIGNED + "," + CALL) + "," + RESULT;

    assertThat(contents("claude-opus-4.6", history, "CLAUDE_THINKING_SANITIZATION", "false"))
        .hasSize(3);
    assertThat(contents("gemini-3-flash", history).toString()).isEqualTo("[" + history + "]");
  }

  private static String model(String parts) {
    return "{\"role\":\"model\",\"parts\":[" + parts + "]}";
  }

  private static JsonNode contents(String model, String contents, String... settings) {
    return Requests.inner(model, "{\"contents\":[" + contents + "]}", settings).path("contents");
  }
}
