package dev.keyrelay.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeskTest {

  private final List<String> sent = new ArrayList<>();
  private final List<Draft> checked = new ArrayList<>();

  private final Desk desk =
      new Desk(
          new Errands() {
            @Override
            public void startGateway() {
              sent.add("start");
            }

            @Override
            public void stopGateway() {
              sent.add("stop");
            }

            @Override
            public void command(String title, List<String> arguments) {
              sent.add(String.join(" ", arguments));
            }

            @Override
            public void order(List<String> arguments) {
              sent.add("order " + String.join(" ", arguments));
            }

            @Override
            public void check(Draft draft) {
              checked.add(draft);
            }

            @Override
            public void add(String provider) {
              sent.add("add " + provider);
            }

            @Override
            public void talk(String title, List<String> arguments) {
              sent.add("talk " + String.join(" ", arguments));
            }

            @Override
            public void answer(String text) {
              sent.add("answer " + text);
            }

            @Override
            public void hangUp() {
              sent.add("hang up");
            }

            @Override
            public void copy(String text) {
              sent.add("copy " + text);
            }

            @Override
            public void fetchModels() {
              sent.add("models");
            }

            @Override
            public void write(Draft draft) {
              sent.add("write " + draft.values());
            }

            @Override
            public void quit() {
              sent.add("quit");
            }
          });

  /** The state after keys: characters, and {@code \n} Enter, {@code \b} Backspace, … */
  private State after(State state, String keys) {
    State now = state;
    for (char c : keys.toCharArray()) {
      now =
          desk.key(
              now,
              switch (c) {
                case '\n' -> KeyEvent.ofKey(KeyCode.ENTER);
                case '\b' -> KeyEvent.ofKey(KeyCode.BACKSPACE);
                case '\t' -> KeyEvent.ofKey(KeyCode.TAB);
                case '↓' -> KeyEvent.ofKey(KeyCode.DOWN);
                case '↑' -> KeyEvent.ofKey(KeyCode.UP);
                case '→' -> KeyEvent.ofKey(KeyCode.RIGHT);
                case '⎋' -> KeyEvent.ofKey(KeyCode.ESCAPE);
                case '^' -> KeyEvent.ofChar('u', KeyModifiers.CTRL);
                default -> KeyEvent.ofChar(c);
              });
    }
    return now;
  }

  @Test
  void numbersAndTabChooseTheScreen() {
    assertThat(after(Samples.state(), "5").tab()).isEqualTo(Tab.SETTINGS);
    assertThat(after(Samples.state(), "7\t").tab()).isEqualTo(Tab.RUN);
  }

  @Test
  void theGatewayIsStartedAndStopped() {
    State starting = after(Samples.state(), "s");
    assertThat(starting.live().status()).isEqualTo(Live.Status.STARTING);
    after(starting, "s");
    State stopping = after(Samples.state().withLive(Samples.LIVE, Samples.NOW), "s");
    assertThat(stopping.live().status()).isEqualTo(Live.Status.STOPPING);
    assertThat(sent).containsExactly("start", "stop");
  }

  @Test
  void aSettingIsStagedOnlyIfItHolds() {
    State typing = after(Samples.state(), "5↓\n^70000\n");
    assertThat(typing.draft().isEmpty()).isTrue();
    assertThat(Shown.of(typing)).contains("Does not hold; expected: a whole number");
    State staged = after(typing, "\b\n");
    assertThat(staged.draft().values()).containsEntry("PORT", Optional.of("7000"));
    assertThat(staged.dialog()).isEmpty();
    assertThat(after(staged, "5↑↓\n^8000\n").draft().isEmpty()).as("as it is set").isTrue();
  }

  @Test
  void aSettingGoesBackToItsDefault() {
    assertThat(after(Samples.state(), "5↓d").draft().values())
        .containsEntry("PORT", Optional.empty());
    assertThat(after(Samples.state(), "5↓↓↓d").draft().isEmpty()).as("not set at all").isTrue();
  }

  @Test
  void theSettingsOfEachProviderAreTheirOwn() {
    State state = after(Samples.state(), "6→↓↓\n^sequential\n");
    assertThat(state.draft().values())
        .containsEntry("ROTATION_MODE_GUILD", Optional.of("sequential"));
  }

  @Test
  void aProviderOfOnesOwnTakesNameAddressAndKey() {
    State state = after(Samples.state(), "6nacme\n");
    assertThat(Shown.of(state)).contains("There is a provider of this name already");
    state = after(state, "^my_llm\nnonsense\n");
    assertThat(Shown.of(state)).contains("Does not hold");
    state = after(state, "^http://localhost:1/v1\ncanary-key\n");
    assertThat(state.draft().values())
        .containsEntry("MY_LLM_API_BASE", Optional.of("http://localhost:1/v1"))
        .containsEntry("MY_LLM_API_KEY_1", Optional.of("canary-key"));
    assertThat(Shown.of(after(state, "7"))).doesNotContain("canary");
    assertThat(state.toString()).doesNotContain("canary");
  }

  @Test
  void changesAreWrittenOrUndone() {
    State state = after(Samples.state(), "5↓\n^7000\n↓↓\n^debug\n7");
    assertThat(after(state, "↓u").draft().values()).containsOnlyKeys("PORT");
    after(state, "w");
    assertThat(sent).hasSize(1).first().asString().startsWith("write").contains("7000");
    assertThat(after(state, "U").draft().isEmpty()).isTrue();
  }

  @Test
  void credentialsAreTestedExportedAndRemovedByTheCommands() {
    after(Samples.state(), "2tTx^out.env\n");
    assertThat(sent)
        .containsExactly(
            "credentials test 0123456789abcdef",
            "credentials test",
            "credentials export 0123456789abcdef --to out.env");
    sent.clear();
    after(after(Samples.state(), "2↓d"), "n");
    after(after(Samples.state(), "2↓d"), "y");
    after(Samples.state(), "2X\neEi");
    assertThat(sent)
        .containsExactly(
            "credentials remove fedcba9876543210 --yes",
            "credentials export --to /home/ann/relay/exported-credentials",
            "credentials encrypt",
            "credentials decrypt",
            "credentials import");
  }

  @Test
  void aProviderIsFoundByTyping() {
    after(Samples.state(), "2aze\n");
    after(Samples.state(), "2a↓\n");
    after(Samples.state(), "2azz\b⎋");
    assertThat(sent).containsExactly("add zeta", "add guild");
  }

  @Test
  void leavingAsksWhileAGatewayRunsOrChangesAreNotWritten() {
    after(Samples.state(), "q");
    assertThat(sent).containsExactly("quit");
    State asked = after(Samples.state().withLive(Samples.LIVE, Samples.NOW), "q");
    assertThat(Shown.of(asked)).contains("The gateway stops.");
    assertThat(sent).hasSize(1);
    after(asked, "y");
    assertThat(sent).hasSize(2);
    assertThat(Shown.of(after(Samples.state(), "5↓dq"))).contains("not written are lost");
  }

  private static final State RUNNING =
      Samples.state().withLive(Samples.LIVE, Samples.NOW).withTab(Tab.CREDENTIALS);

  @Test
  void theRunningGatewayDisablesEnablesAndRelievesCredentials() {
    String gateway = " --gateway http://127.0.0.1:8000";
    after(RUNNING, "o↓o");
    after(after(RUNNING, "cC"), "n");
    after(after(RUNNING, "↓C"), "yl");
    assertThat(sent)
        .containsExactly(
            "order credentials disable 0123456789abcdef --provider acme" + gateway,
            "order credentials enable fedcba9876543210 --provider guild" + gateway,
            "order cooldowns clear --provider acme --credential 0123456789abcdef" + gateway,
            "order cooldowns clear" + gateway,
            "cooldowns list" + gateway);
    assertThat(after(RUNNING, "↓c").notice()).isEqualTo("It has no cooldown.");
  }

  @Test
  void withoutARunningGatewayItIsSaidWhatToDo() {
    for (String key : List.of("o", "c", "C", "l")) {
      assertThat(after(Samples.state(), "2" + key).notice()).contains("1 s starts one");
    }
    assertThat(sent).isEmpty();
  }

  @Test
  void aGatewayOfAnotherProcessIsNotStopped() {
    State other =
        Samples.state().withLive(Samples.LIVE.withStatus(Live.Status.ELSEWHERE), Samples.NOW);
    assertThat(after(other, "s").notice()).contains("another process");
    after(other, "2o");
    after(other, "q");
    assertThat(sent)
        .containsExactly(
            "order credentials disable 0123456789abcdef --provider acme"
                + " --gateway http://127.0.0.1:8000",
            "quit");
  }

  @Test
  void anAliasIsNamedCompletedDoubtedAndStaged() {
    State typing = after(Samples.state(), "4agpt-4.1\nzet");
    assertThat(Shown.of(typing)).contains("gpt-4-1 stands for: MODEL_ROUTE_GPT_4_1");
    assertThat(Shown.of(typing)).contains("\"zet\" is no model; expected: provider/model");
    assertThat(Shown.of(after(typing, "a/x"))).contains("zeta has no credential");
    assertThat(Shown.of(after(typing, "^nobody/x"))).contains("there is no provider nobody");
    State completed =
        after(typing.withModels(Map.of("acme", List.of("small", "large"))), "^ac\tsm\t");
    assertThat(Shown.of(completed)).contains("acme/small", "Known");
    assertThat(after(completed, "\n").draft().values())
        .containsEntry("MODEL_ROUTE_GPT_4_1", Optional.of("acme/small"));
    assertThat(Shown.of(after(typing, "^nothing\n"))).contains("Does not hold");
    assertThat(sent).containsOnly("models");
  }

  @Test
  void aGroupIsAListOfModelsThatMoveAndOptions() {
    State state = after(Samples.state(), "4gBest one\nacme/small\nnguild/large\nnguild/tiny\n+");
    assertThat(Shown.of(state)).contains("Group best-one: FALLBACK_GROUP_BEST_ONE");
    State staged = after(state, "s");
    assertThat(staged.draft().values())
        .containsEntry("FALLBACK_GROUP_BEST_ONE", Optional.of("acme/small,guild/tiny,guild/large"));
    assertThat(Shown.of(staged)).containsPattern("group +best-one +acme/small → guild/tiny → ");
    State options = after(staged, "ostr\nnever\n");
    assertThat(options.draft().values())
        .containsEntry("FALLBACK_GROUP_BEST_ONE_STREAMING_POLICY", Optional.of("never"));
    assertThat(Shown.of(options)).containsPattern("streams +never");
    assertThat(after(options, "↓d").draft().values()).containsOnlyKeys("FALLBACK_GROUP_BEST_ONE");
    assertThat(after(staged, "\nddds").draft().isEmpty()).as("an empty group is none").isTrue();
  }

  @Test
  void aCellThatDoesNotHoldIsNotTaken() {
    State state = after(Samples.state(), "4gx\nacme\n");
    assertThat(Shown.of(state)).contains("Does not hold; expected: provider/model");
    State twice = after(state, "/a\nnacme/a\n");
    assertThat(Shown.of(twice)).contains("Row 1 is acme/a already");
    assertThat(after(twice, "⎋s").draft().values())
        .containsEntry("FALLBACK_GROUP_X", Optional.of("acme/a"));
    assertThat(after(twice, "⎋⎋").draft().isEmpty()).isTrue();
  }

  @Test
  void modelsThatStandInForOneAnotherAndPlacesAreStaged() {
    State state = after(Samples.state(), "4macme/a, guild/b\nspzet\n2\n");
    assertThat(state.draft().values())
        .containsEntry("MODEL_FALLBACK_GROUPS", Optional.of("[[\"acme/a\",\"guild/b\"]]"))
        .containsEntry("PROVIDER_PRIORITY_ZETA", Optional.of("2"));
    assertThat(Shown.of(state))
        .containsPattern("stand-in +acme/a = guild/b")
        .containsPattern("place +zeta +2");
  }

  @Test
  void modelDefinitionsAreEditedCellByCell() {
    State state = after(Samples.state(), "6↓\nbig\n→\nlarge\n→\n{\"top_k\":3\n}\nnsmall\ns");
    assertThat(state.draft().values())
        .containsEntry(
            "ACME_MODELS",
            Optional.of("{\"big\":{\"id\":\"large\",\"options\":{\"top_k\":3}},\"small\":{}}"));
  }

  @Test
  void changesAreCheckedWhenTheyAreLookedAt() {
    State state = after(Samples.state(), "5↓\n^7000\n7");
    assertThat(checked).containsExactly(state.draft());
    assertThat(Shown.of(after(state.withChecks(List.of("PORT: is odd.")), "\n")))
        .contains(
            "- PORT=8000", "+ PORT=7000", "Takes effect when started again.", "PORT: is odd.");
    after(Samples.state(), "7");
    assertThat(checked).hasSize(1);
  }

  @Test
  void everyScreenTellsItsKeysAndARequestIsExplained() {
    for (Tab tab : Tab.values()) {
      String shown = Shown.of(after(Samples.state().withTab(tab), "?"));
      assertThat(shown).contains("Keys: " + tab.title(), tab.help().getFirst());
    }
    after(Samples.state().withLive(Samples.LIVE, Samples.NOW), "↓\n");
    assertThat(sent).containsExactly("route explain acme/x --gateway http://127.0.0.1:8000");
  }

  @Test
  void theModelsOfAProviderAreListedWithThoseThatAreHidden() {
    State state =
        Samples.state()
            .withModels(Map.of("acme", List.of("small", "large")))
            .withDraft(Draft.NONE.with("IGNORE_MODELS_ACME", Optional.of("l*")));
    assertThat(Shown.of(after(state, "3\n"))).contains("2 models of Acme", "✓ small", "✗ large");
    after(Samples.state(), "3\n");
    assertThat(sent).containsExactly("models");
  }

  @Test
  void theSelectionFollowsWhatGoes() {
    State last = after(Samples.state(), "2↓");
    Facts fewer =
        new Facts(
            "",
            Samples.FACTS.credentials().subList(0, 1),
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            0,
            0);
    after(last.withFacts(fewer), "t");
    assertThat(sent).containsExactly("credentials test 0123456789abcdef");
    assertThat(last.withFacts(Facts.NONE).row()).isZero();
  }
}
