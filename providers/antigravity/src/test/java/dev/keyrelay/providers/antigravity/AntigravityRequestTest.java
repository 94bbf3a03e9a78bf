package dev.keyrelay.providers.antigravity;

import static dev.keyrelay.providers.antigravity.Requests.asking;
import static dev.keyrelay.providers.antigravity.Requests.inner;
import static dev.keyrelay.providers.antigravity.Requests.sent;
import static dev.keyrelay.providers.antigravity.Requests.thinking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AntigravityRequestTest {

  private static final String TOOL =
      ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parametersJsonSchema\":"
          + "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}]}]";

  @Test
  void envelopeNamesProjectModelAndOurselves() {
    var body = sent("gemini-3-flash", asking(",\"unknown\":1"));

    assertThat(body.path("project").asText()).isEqualTo("my-project");
    assertThat(body.path("userAgent").asText()).isEqualTo("keyrelay");
    assertThat(body.path("model").asText()).isEqualTo("gemini-3-flash");
    assertThat(body.at("/request/unknown").asInt()).isEqualTo(1);
  }

  @Test
  void sessionStaysThroughAConversation() {
    String first = inner("m", asking("")).path("sessionId").asText();
    String later =
        inner(
                "m",
                """
                {"contents":[{"role":"user","parts":[{"text":"hi"}]},
                 {"role":"model","parts":[{"text":"yes?"}]},
                 {"role":"user","parts":[{"text":"more"}]}]}\
                """)
            .path("sessionId")
            .asText();

    assertThat(first).matches("-\\d+").isEqualTo(later);
    assertThat(inner("m", asking("").replace("hi", "ho")).path("sessionId").asText())
        .isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gemini-3-pro-preview|\"thinkingLevel\":\"LOW\"|gemini-3-pro-low",
        "gemini-3-pro-preview|\"thinkingLevel\":\"high\"|gemini-3-pro-high",
        "gemini-3-pro-preview|\"includeThoughts\":true|gemini-3-pro-high",
        "gemini-2.5-flash|\"thinkingBudget\":512|gemini-2.5-flash-thinking",
        "gemini-2.5-flash|\"thinkingBudget\":0|gemini-2.5-flash",
        "claude-sonnet-4.5|\"thinkingBudget\":0|claude-sonnet-4-5",
        "claude-sonnet-4.5|\"thinkingLevel\":\"none\"|claude-sonnet-4-5",
        "claude-sonnet-4.5|\"thinkingBudget\":-1|claude-sonnet-4-5-thinking",
        "claude-opus-4.6|\"thinkingBudget\":0|claude-opus-4-6-thinking",
        "gemini-3-pro-image-preview|\"x\":1|gemini-3-pro-image",
        "gpt-oss-120b|\"x\":1|gpt-oss-120b"
      })
  void thinkingChoosesTheModel(String model, String config, String upstream) {
    assertThat(sent(model, thinking(config)).path("model").asText()).isEqualTo(upstream);
  }

  @Test
  void levelOfClaudeBecomesABudgetWithRoomInTheAnswer() {
    var generation =
        inner("claude-sonnet-4.5", thinking("\"thinkingLevel\":\"high\"")).path("generationConfig");

    assertThat(generation.toString())
        .isEqualTo("{\"thinkingConfig\":{\"thinkingBudget\":31999},\"maxOutputTokens\":32000}");
  }

  @ParameterizedTest
  @CsvSource({"false, 2000, 3024", "true, 999, 1000"})
  void budgetAndOutputLimitAreMadeToFit(String clamp, int budget, int limit) {
    String body =
        asking(
            ",\"generationConfig\":{\"maxOutputTokens\":1000,\"thinkingConfig\":"
                + "{\"thinkingBudget\":2000}}");

    var generation =
        inner("claude-sonnet-4.5", body, "CLAMP_THINKING_TO_OUTPUT", clamp)
            .path("generationConfig");

    assertThat(generation.at("/thinkingConfig/thinkingBudget").asInt()).isEqualTo(budget);
    assertThat(generation.path("maxOutputTokens").asInt()).isEqualTo(limit);
  }

  @Test
  void claudeThatShallNotThinkIsToldNothingOfIt() {
    var generation =
        inner("claude-sonnet-4.5", thinking("\"thinkingBudget\":0")).path("generationConfig");

    assertThat(generation.toString()).isEqualTo("{\"maxOutputTokens\":32000}");
  }

  @Test
  void levelOnAnOlderGeminiBecomesAFreeBudget() {
    assertThat(
            inner("gemini-2.5-flash-lite", thinking("\"thinkingLevel\":\"low\""))
                .at("/generationConfig/thinkingConfig")
                .toString())
        .isEqualTo("{\"thinkingBudget\":-1}");
  }

  @Test
  void hintsRepeatTheParametersForGemini3Alone() {
    var hinted = inner("gemini-3-flash", asking(TOOL)).at("/tools/0/functionDeclarations/0");

    assertThat(hinted.path("description").asText())
        .isEqualTo("Takes exactly these parameters: a (string).");
    assertThat(hinted.at("/parameters/additionalProperties").asBoolean(true)).isFalse();
    assertThat(hinted.has("parametersJsonSchema")).isFalse();
    assertThat(declared("gemini-2.5-flash")).doesNotContain("exactly");
    assertThat(declared("claude-sonnet-4.5")).doesNotContain("exactly");
    assertThat(declared("claude-sonnet-4.5", "CLAUDE_TOOL_FIX", "true")).contains("exactly");
    assertThat(declared("gemini-3-flash", "GEMINI3_TOOL_FIX", "false")).doesNotContain("exactly");
  }

  private static String declared(String model, String... settings) {
    return inner(model, asking(TOOL), settings).path("tools").toString();
  }

  @Test
  void parallelHintIsASwitchAndNeedsTools() {
    String name = "PARALLEL_TOOL_INSTRUCTION_GEMINI3";

    assertThat(inner("gemini-3-flash", asking(TOOL)).has("systemInstruction")).isFalse();
    assertThat(inner("gemini-3-flash", asking(""), name, "true").has("systemInstruction"))
        .isFalse();
    assertThat(
            inner("gemini-3-flash", asking(TOOL), name, "true")
                .at("/systemInstruction/parts/0/text")
                .asText())
        .contains("same turn");
  }

  @Test
  void toolNameThatTheServiceRefusesIsNamed() {
    assertThatThrownBy(() -> inner("gemini-3-flash", asking(TOOL.replace("\"f\"", "\"a/b\""))))
        .hasMessageContaining("name \"a/b\"");
  }

  @Test
  void oddSwitchIsRefused() {
    assertThatThrownBy(() -> inner("m", asking(""), "CLAUDE_TOOL_FIX", "maybe"))
        .hasMessage("CLAUDE_TOOL_FIX: maybe (expected: true or false)");
  }
}
