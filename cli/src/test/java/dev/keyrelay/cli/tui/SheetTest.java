package dev.keyrelay.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.ModelDefinition;
import dev.keyrelay.engine.config.ModelDefinitions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DEFINITIONS | [\"a\",\"b/c\"]",
        "DEFINITIONS | {\"big\":{\"id\":\"large\",\"options\":{\"top_k\":3}},\"small\":{}}",
        "CHAIN | acme/large,guild/small",
        "SETS | [[\"acme/a\",\"guild/b\"],[\"acme/c\",\"acme/d\",\"guild/e\"]]"
      })
  void whatIsReadIsWrittenTheSame(SheetKind kind, String value) {
    assertThat(kind.write(kind.read(value))).isEqualTo(value);
  }

  @Test
  void definitionsMeanWhatTheGatewayReads() {
    String value =
        SheetKind.DEFINITIONS.write(
            List.of(
                List.of("big", "org/large", "{\"reasoning_effort\":\"high\"}"),
                List.of("small", "small", ""),
                List.of("plain", "", "")));
    assertThat(ModelDefinitions.parse(value).orElseThrow().all())
        .extracting(ModelDefinition::name, ModelDefinition::id, one -> one.options().toString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("big", "org/large", "{reasoning_effort=\"high\"}"),
            org.assertj.core.groups.Tuple.tuple("small", "small", "{}"),
            org.assertj.core.groups.Tuple.tuple("plain", "plain", "{}"));
  }

  @Test
  void whatDoesNotHoldIsRefused() {
    assertThat(SheetKind.DEFINITIONS.refusal(2, "{\"a\":")).isPresent();
    assertThat(SheetKind.DEFINITIONS.refusal(2, "[1]")).isPresent();
    assertThat(SheetKind.DEFINITIONS.refusal(2, "")).isEmpty();
    assertThat(SheetKind.DEFINITIONS.refusal(0, " ")).isPresent();
    assertThat(SheetKind.CHAIN.refusal(0, "large")).isPresent();
    assertThat(SheetKind.CHAIN.refusal(0, "a/b,c/d")).isPresent();
    assertThat(SheetKind.CHAIN.refusal(0, "openrouter/meta/llama:free")).isEmpty();
    assertThat(SheetKind.SETS.refusal(0, "a/b")).isPresent();
    assertThat(SheetKind.SETS.refusal(0, "a/b, c/d")).isEmpty();
  }

  @Test
  void rowsMoveAndGo() {
    Sheet sheet = Sheet.of(SheetKind.CHAIN, "", "X", "a/a,b/b,c/c");
    assertThat(SheetKind.CHAIN.write(sheet.moved(1).rows())).isEqualTo("b/b,a/a,c/c");
    assertThat(sheet.moved(-1)).isEqualTo(sheet);
    assertThat(SheetKind.CHAIN.write(sheet.at(2, 0).moved(-1).withoutRow().rows()))
        .isEqualTo("a/a,b/b");
  }
}
