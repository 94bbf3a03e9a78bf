package dev.keyrelay.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Modifier;
import dev.tamboui.terminal.Frame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PainterTest {

  @ParameterizedTest
  @EnumSource(Tab.class)
  void everyScreenFitsEightyByTwentyFourAndSaysItsKeys(Tab tab) {
    String shown = Shown.of(Samples.state().withLive(Samples.LIVE, Samples.NOW).withTab(tab));
    assertThat(shown.lines()).hasSize(24);
    String help = shown.lines().skip(23).findFirst().orElseThrow();
    assertThat(help).contains(tab.keys()).doesNotContain("…").hasSizeLessThanOrEqualTo(80);
    assertThat(shown).contains((tab.ordinal() + 1) + " " + tab.title());
  }

  @ParameterizedTest
  @EnumSource(Tab.class)
  void everyScreenCanBeSmallEmptyAndLarge(Tab tab) {
    State empty = State.of(Facts.NONE, Samples.NOW).withTab(tab);
    for (int[] size : new int[][] {{1, 1}, {40, 12}, {60, 13}, {200, 60}}) {
      assertThat(Shown.of(empty, size[0], size[1]).lines()).hasSize(size[1]);
    }
  }

  @Test
  void theRunningGatewayShowsRequestsThroughputAndQuota() {
    String shown = Shown.of(Samples.state().withLive(Samples.LIVE, Samples.NOW));
    assertThat(shown)
        .contains("● http://127.0.0.1:8000", "2 credentials, 2 providers", "1 error")
        .contains(
            "up 0:01:01",
            "1 running  2 total  1 failed",
            "70 tokens",
            "5 requests/min  40 tokens/min")
        .containsPattern("stream +1200 ms +best +acme/large ×2")
        .containsPattern("429 +30 ms")
        .containsPattern("acme opus +█+░+  25% back in 1:00:00");
  }

  @Test
  void aGatewayOfAnotherProcessIsToldFromOneThatTakesAnotherKey() {
    var seen = new Elsewhere("http://127.0.0.1:8000", Optional.of(Samples.LIVE.standing()));
    assertThat(Shown.of(Samples.state().withLive(Live.elsewhere(seen), Samples.NOW)))
        .contains("◍ http://127.0.0.1:8000", "requests cannot be seen from here.", "acme opus");
    var closed = new Elsewhere("http://127.0.0.1:8000", Optional.empty());
    assertThat(Shown.of(Samples.state().withLive(Live.elsewhere(closed), Samples.NOW)))
        .contains("◍ http://127.0.0.1:8000", "takes another client key.");
  }

  @Test
  void aLongNoticeIsReadToItsEnd() {
    String notice =
        "Cannot listen on 127.0.0.1:8000, says the machine. ".repeat(3) + "Choose another.";
    String shown = Shown.of(Samples.state().withNotice(notice));
    assertThat(shown).contains("Choose another.").doesNotContain("…");
    assertThat(shown.lines().skip(23).findFirst().orElseThrow()).contains("? help");
  }

  @Test
  void theFilterPreviewFollowsWhatIsTyped() {
    State state =
        Samples.state()
            .withTab(Tab.ADVANCED)
            .withModels(Map.of("acme", List.of("small", "large", "embed-1")));
    assertThat(Shown.of(state)).contains("Models: 0 of 3 hidden", "✓ small", "✓ large");
    State typing =
        state.withDialog(
            new Dialog.Input(
                "Hidden models",
                "",
                "*a*e*,embed-?",
                false,
                new Dialog.SetVariable("IGNORE_MODELS_ACME")));
    assertThat(Shown.of(typing)).contains("Models: 3 of 3 hidden", "✗ large", "✗ embed-1");
    State staged =
        state.withDraft(
            Draft.NONE
                .with("IGNORE_MODELS_ACME", Optional.of("*"))
                .with("WHITELIST_MODELS_ACME", Optional.of("small")));
    assertThat(Shown.of(staged)).contains("Models: 2 of 3 hidden", "✓ small", "✗ large");
  }

  @Test
  void changesAreADiffWithoutSecretsThatSaysWhenTheyTakeEffect() {
    State state =
        Samples.state()
            .withTab(Tab.CHANGES)
            .withDraft(
                Draft.NONE
                    .with("PORT", Optional.of("9000"))
                    .with("IGNORE_MODELS_ACME", Optional.of("large"))
                    .with("ROTATION_MODE_GUILD", Optional.empty())
                    .with("KEYRELAY_HOST", Optional.of("::1"))
                    .with("MINE_API_BASE", Optional.of("https://ann:canary@mine.example"))
                    .with("PROXY_API_KEY", Optional.of("canary-key")));
    assertThat(Shown.of(state))
        .containsPattern("~ PORT=8000 → 9000 +when started again")
        .containsPattern("\\+ IGNORE_MODELS_ACME=large +at once")
        .contains("- ROTATION_MODE_GUILD=balanced")
        .containsPattern("MINE_API_BASE=.* at once")
        .contains("never: the process sets it")
        .contains("+ PROXY_API_KEY=(secret, 10 characters)")
        .doesNotContain("canary");
  }

  @Test
  void aSecretIsNotShownWhileItIsTyped() {
    State state =
        Samples.state()
            .withDialog(
                new Dialog.Input(
                    "Key", "", "canary", true, new Dialog.SetVariable("PROXY_API_KEY")));
    assertThat(Shown.of(state)).contains("••••••").doesNotContain("canary");
  }

  @Test
  void aLongListScrollsToTheSelectedRow() {
    var names = java.util.stream.IntStream.range(0, 90).mapToObj(i -> "provider-" + i).toList();
    State state =
        Samples.state()
            .withTab(Tab.CREDENTIALS)
            .withDialog(new Dialog.Pick("Add", names, "", 80, new Dialog.AddFor()));
    assertThat(Shown.of(state)).contains("provider-80").doesNotContain("provider-3 ");
  }

  @Test
  void credentialsSayHowTheyStandInTheRunningGateway() {
    State state = Samples.state().withTab(Tab.CREDENTIALS).withLive(Samples.LIVE, Samples.NOW);
    assertThat(Shown.of(state)).contains("cools 1m 30s", "disabled");
    assertThat(Shown.of(state.withTab(Tab.PROVIDERS))).containsPattern("acme +Acme +1 +0 ");
    assertThat(Shown.of(state.withLive(Live.STOPPED, Samples.NOW))).doesNotContain("cools");
  }

  @Test
  void whatIsTooLongForItsColumnEndsWithAnEllipsisAndWideTerminalsShowIt() {
    String name = "a_provider_of_a_company_with_a_long_name";
    var facts =
        new Facts(
            "/home/ann",
            List.of(new Facts.CredentialRow(name, "0123456789abcdef", "key", "A_KEY", "…abcd")),
            List.of(new Facts.ProviderRow(name, "Long", "LONG", 1, "sequential")),
            new TreeMap<>(),
            Map.of(),
            Map.of(),
            0,
            0);
    for (Tab tab : List.of(Tab.CREDENTIALS, Tab.PROVIDERS)) {
      State state = State.of(facts, Samples.NOW).withTab(tab);
      assertThat(Shown.of(state)).containsPattern("a_provider\\w*… ").doesNotContain(name);
      assertThat(Shown.of(state, 200, 60)).contains(name + " ");
    }
  }

  @Test
  void aRouteToWhatIsNotThereIsNamed() {
    State state =
        Samples.state()
            .withTab(Tab.ROUTES)
            .withDraft(
                Draft.NONE
                    .with("FALLBACK_GROUP_BEST", Optional.of("acme/small,nobody/x"))
                    .with("MODEL_ROUTE_GPT", Optional.of("group:worst")));
    assertThat(Shown.of(state))
        .containsPattern("✗ alias +gpt +group:worst")
        .contains("there is no group worst; expected: one of best");
    assertThat(Shown.of(state.withRow(1, 2))).contains("there is no provider nobody");
    State listed = state.withModels(Map.of("acme", List.of("large"))).withRow(1, 2);
    assertThat(Shown.of(listed)).contains("acme lists no model small");
  }

  @Test
  void wideTextIsCutByColumns() {
    assertThat(Look.cut("日本語のモデル", 8)).isEqualTo("日本語…");
    assertThat(Look.cut("plain", 5)).isEqualTo("plain");
    assertThat(Look.wrapped("one two three", 8, 9)).containsExactly("one two", "three");
    assertThat(Look.wrapped("unbreakable", 5, 2)).containsExactly("unbre", "akab…");
    assertThat(Look.wrapped("", 5, 2)).containsExactly("");
  }

  @Test
  void aLineThatIsLongerThanTheScreenScrollsWithTheCursor() {
    var input =
        new Dialog.Input("T", "", "x".repeat(200) + "end", false, new Dialog.SetVariable("PORT"));
    State state = Samples.state();
    assertThat(Shown.of(state.withDialog(input))).contains("xend");
    assertThat(Shown.of(state.withDialog(input.with(new Typed(input.text(), 0)))))
        .doesNotContain("xend");
  }

  @ParameterizedTest
  @EnumSource(Tab.class)
  void withoutColoursNothingIsLostButColours(Tab tab) {
    State state = Samples.state().withTab(tab).withLive(Samples.LIVE, Samples.NOW);
    Buffer buffer = Buffer.empty(Rect.of(80, 24));
    Painter.paint(Frame.forTesting(buffer), state);
    assertThat(buffer.toAnsiString()).containsPattern("\u001B\\[[0-9;]*3[0-7]m");
    Look.colourless(buffer);
    for (int y = 0; y < 24; y++) {
      for (int x = 0; x < 80; x++) {
        assertThat(buffer.get(x, y).style().fg()).isEmpty();
        assertThat(buffer.get(x, y).style().bg()).isEmpty();
      }
    }
    assertThat(buffer.get(1, 0).style().effectiveModifiers()).contains(Modifier.BOLD);
    assertThat(buffer.get(1, 0).symbol()).isEqualTo("K");
  }
}
