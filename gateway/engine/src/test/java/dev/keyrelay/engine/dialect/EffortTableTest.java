package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Efforts;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.Reasoning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Efforts, budgets and levels of thought: the table of the README, and what models are told. */
class EffortTableTest {

  private static final Path README = Path.of("src/main/java/dev/keyrelay/engine/dialect/README.md");

  private static ObjectNode asked(Dialect client, Dialect provider, String fields, String model)
      throws Exception {
    String ask =
        switch (client) {
          case OPENAI_CHAT, ANTHROPIC_MESSAGES ->
              "{\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"max_tokens\":64000";
          case OPENAI_RESPONSES -> "{\"input\":\"u\"";
          case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"u\"}]}]";
        };
    var body = (ObjectNode) JsonBody.MAPPER.readTree(ask + "," + fields + "}");
    var request = Dialects.codec(client).orElseThrow().decodeRequest(body, new Drops());
    return Dialects.codec(provider)
        .orElseThrow()
        .encodeRequest(request, new RequestOptions(model, false, false, 8_192), new Drops());
  }

  @Test
  void theReadmeTellsTheTable() throws Exception {
    var rows =
        Pattern.compile("\\| (\\w+) \\| (\\d+) \\| (\\d+|any) \\|")
            .matcher(Files.readString(README))
            .results()
            .toList();
    assertThat(rows).hasSameSizeAs(Efforts.values());
    for (var row : rows) {
      String effort = row.group(1);
      assertThat(Efforts.budget(reasoning(Optional.of(effort), OptionalLong.empty())))
          .hasValue(Long.parseLong(row.group(2)));
      boolean any = row.group(3).equals("any");
      long most = any ? Long.MAX_VALUE - 1 : Long.parseLong(row.group(3));
      assertThat(effortOf(most)).contains(effort);
      assertThat(effortOf(most + 1).equals(Optional.of(effort))).isEqualTo(any);
    }
  }

  private static Optional<String> effortOf(long budget) {
    return Efforts.word(reasoning(Optional.empty(), OptionalLong.of(budget)));
  }

  private static Reasoning reasoning(Optional<String> effort, OptionalLong budget) {
    return new Reasoning(Reasoning.Mode.ON, effort, budget, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Efforts.class)
  void aBudgetStandsForTheEffortWhoseBudgetItIs(Efforts effort) throws Exception {
    String thinking =
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":" + effort.budget() + "}";
    var body = asked(Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_CHAT, thinking, "some-model");
    assertThat(body.path("reasoning_effort").asText())
        .isEqualTo(effort.name().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @CsvSource({
    "1, minimal",
    "1024, minimal",
    "1025, low",
    "8192, low",
    "8193, medium",
    "16384, medium",
    "16385, high",
    "32768, high",
    "32769, xhigh",
    "60000, xhigh"
  })
  void aBudgetBetweenBelongsToTheNextEffort(long budget, String effort) throws Exception {
    String config = "\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":" + budget + "}}";
    var body = asked(Dialect.GEMINI, Dialect.OPENAI_RESPONSES, config, "some-model");
    assertThat(body.at("/reasoning/effort").asText()).isEqualTo(effort);
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-2.5-flash, low, thinkingBudget, 4096",
    "gemini-2.5-pro, high, thinkingBudget, 24576",
    "gemini-2.5-pro, xhigh, thinkingBudget, 32768",
    "gemini-2.5-flash, xhigh, thinkingBudget, 24576",
    "gemini-3-pro, low, thinkingLevel, low",
    "gemini-3-pro, high, thinkingLevel, high",
    "gemini-3-flash, minimal, thinkingLevel, minimal",
    "gemini-3-flash, xhigh, thinkingLevel, high"
  })
  void geminiIsToldABudgetOrALevel(String model, String effort, String field, String value)
      throws Exception {
    String reasoning = "\"reasoning\":{\"effort\":\"" + effort + "\"}";
    var body = asked(Dialect.OPENAI_RESPONSES, Dialect.GEMINI, reasoning, model);
    assertThat(body.at("/generationConfig/thinkingConfig").path(field).asText().toLowerCase())
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-sonnet-4-5, low, 4096",
    "claude-sonnet-4-5, medium, 12288",
    "claude-sonnet-4-5, high, 24576"
  })
  void anOlderClaudeIsToldABudget(String model, String effort, long budget) throws Exception {
    var body =
        asked(
            Dialect.OPENAI_CHAT,
            Dialect.ANTHROPIC_MESSAGES,
            "\"reasoning_effort\":\"" + effort + "\"",
            model);
    assertThat(body.at("/thinking/budget_tokens").longValue()).isEqualTo(budget);
  }

  @Test
  void anEffortGoesBetweenOpenAisDialectsAsItIs() throws Exception {
    var body =
        asked(
            Dialect.OPENAI_CHAT,
            Dialect.OPENAI_RESPONSES,
            "\"reasoning_effort\":\"minimal\"",
            "gpt-5");
    assertThat(body.at("/reasoning/effort").asText()).isEqualTo("minimal");
  }
}
