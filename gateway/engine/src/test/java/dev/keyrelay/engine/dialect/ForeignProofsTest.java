package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForeignProofsTest {

  private static final String OF_GEMINI = "keyrelay.gemini.0.sig";

  private static JsonBody body(String json) {
    try {
      return JsonBody.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (JsonBody.InvalidJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ForeignProofs.Cleaned anthropic(String model, String more, String... blocks) {
    return ForeignProofs.leftOut(
        Dialect.ANTHROPIC_MESSAGES,
        model,
        body(
            "{'messages':[{'role':'user','content':'q'},{'role':'assistant','content':["
                + String.join(",", blocks)
                + "]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':"
                + "'r'}]}]"
                + more
                + "}"));
  }

  private static final String CALL = "{'type':'tool_use','id':'t','name':'f','input':{}}";

  @Test
  void thoughtsOfGeminiAreNotShownToClaudeThoughTheBytesGoThrough() {
    var cleaned =
        anthropic(
            "claude-opus-4-6",
            "",
            "{'type':'thinking','thinking':'hm','signature':'" + OF_GEMINI + "'}",
            "{'type':'redacted_thinking','data':'keyrelay.gemini.1.tsig'}",
            CALL);
    assertThat(cleaned.body().tree().at("/messages/1/content"))
        .isEqualTo(body("{'c':[" + CALL + "]}").tree().get("c"));
    assertThat(cleaned.dropped()).containsExactly("messages.content.thinking");
  }

  @Test
  void thoughtsWithoutProofAreNotShownToClaudeAndStayForOthers() {
    String open = "{'type':'thinking','thinking':'hm','signature' : ''}";
    assertThat(anthropic("claude-opus-4-6", "", open, CALL).body().tree().toString())
        .doesNotContain("thinking");
    assertThat(anthropic("glm-5", "", open, CALL).body().tree().toString()).contains("thinking");
  }

  @Test
  void aTurnOfNothingButForeignThoughtsGoesAltogether() {
    var cleaned =
        anthropic(
            "claude-opus-4-6",
            "",
            "{'type':'thinking','thinking':'hm','signature':'" + OF_GEMINI + "'}");
    assertThat(cleaned.body().tree().get("messages")).hasSize(2);
  }

  @Test
  void aBudgetGoesWithTheThoughtsThatTheCallsBeingAnsweredWereMadeAfter() {
    String thought = "{'type':'thinking','thinking':'hm','signature':'" + OF_GEMINI + "'}";
    String budget = ",'thinking':{'type':'enabled','budget_tokens':2000}";
    var cleaned = anthropic("claude-sonnet-4-5", budget, thought, CALL);
    assertThat(cleaned.body().has("thinking")).isFalse();
    assertThat(cleaned.dropped()).containsExactly("messages.content.thinking", "thinking");
    String adaptive = ",'thinking':{'type':'adaptive'}";
    assertThat(anthropic("claude-opus-4-6", adaptive, thought, CALL).body().has("thinking"))
        .isTrue();
  }

  @Test
  void ownProofsAndWordsThatLookLikeMarksStayByteForByte() {
    var given =
        body(
            "{'messages' : [ {'role':'assistant','content':[{'type':'thinking','thinking':"
                + "'keyrelay.gemini.0.x','signature':'Eq+/=='},{'type':'text','text':"
                + "'keyrelay. \\\"signature\\\":\\\"\\\"'}]}]}");
    var cleaned = ForeignProofs.leftOut(Dialect.ANTHROPIC_MESSAGES, "claude-opus-4-6", given);
    assertThat(cleaned.body()).isSameAs(given);
    assertThat(cleaned.dropped()).isEmpty();
  }

  @Test
  void thoughtsOfOthersAreTakenOutOfAResponsesInput() {
    var cleaned =
        ForeignProofs.leftOut(
            Dialect.OPENAI_RESPONSES,
            "gpt-5.1",
            body(
                "{'input':[{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'own'},"
                    + "{'type':'reasoning','id':'rs_2','summary':[],'encrypted_content':'"
                    + OF_GEMINI
                    + "'},{'type':'reasoning','id':'rs_resp_abc_0','summary':[]},"
                    + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]}"));
    assertThat(cleaned.body().tree().get("input"))
        .extracting(item -> item.path("type").asText() + item.path("id").asText())
        .containsExactly("reasoningrs_1", "function_call");
    assertThat(cleaned.dropped()).containsExactly("input.reasoning");
  }

  @Test
  void signaturesOfOthersAreTakenOutOfGeminisContents() {
    String carried =
        Base64.getEncoder()
            .encodeToString("keyrelay.anthropic.0.sig".getBytes(StandardCharsets.UTF_8));
    var cleaned =
        ForeignProofs.leftOut(
            Dialect.GEMINI,
            "gemini-3-pro",
            body(
                "{'contents':[{'role':'model','parts':[{'text':'hm','thought':true,"
                    + "'thoughtSignature':'"
                    + carried
                    + "'},{'text':'a','thoughtSignature':'"
                    + carried
                    + "'},{'functionCall':{'name':'f'},'thought_signature':'"
                    + carried
                    + "'},{'functionCall':{'name':'g'},'thoughtSignature':'own'}]}]}"));
    assertThat(cleaned.body().tree().at("/contents/0/parts"))
        .isEqualTo(
            body("{'p':[{'text':'a'},{'functionCall':{'name':'f'},'thought_signature':"
                    + "'skip_thought_signature_validator'},{'functionCall':{'name':'g'},"
                    + "'thoughtSignature':'own'}]}")
                .tree()
                .get("p"));
    assertThat(cleaned.dropped()).containsExactly("contents.parts.thoughtSignature");
  }

  @ParameterizedTest
  @CsvSource({
    "keyrelay.,true",
    "xkeyrelay.x,true",
    "keyrelaykeyrelay.,true",
    "keyrelay,false",
    "kkeyrela.keyrelay,false"
  })
  void theMarkIsFoundWhereverItStands(String text, boolean there) {
    assertThat(ForeignMarks.carried(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(there);
  }
}
