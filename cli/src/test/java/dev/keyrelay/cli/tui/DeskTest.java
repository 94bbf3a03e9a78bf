package dev.keyrelay.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeskTest {

  private final List<String> sent = new ArrayList<>();

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
            public void outside(List<String> arguments) {
              sent.add("outside " + String.join(" ", arguments));
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
    assertThat(after(Samples.state(), "4").tab()).isEqualTo(Tab.SETTINGS);
    assertThat(after(Samples.state(), "6\t").tab()).isEqualTo(Tab.RUN);
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
    State typing = after(Samples.state(), "4↓\n^70000\n");
    assertThat(typing.draft().isEmpty()).isTrue();
    assertThat(Shown.of(typing)).contains("Does not hold; expected: a whole number");
    State staged = after(typing, "\b\n");
    assertThat(staged.draft().values()).containsEntry("PORT", Optional.of("7000"));
    assertThat(staged.dialog()).isEmpty();
    assertThat(after(staged, "4↑↓\n^8000\n").draft().isEmpty()).as("as it is set").isTrue();
  }

  @Test
  void aSettingGoesBackToItsDefault() {
    assertThat(after(Samples.state(), "4↓d").draft().values())
        .containsEntry("PORT", Optional.empty());
    assertThat(after(Samples.state(), "4↓↓↓d").draft().isEmpty()).as("not set at all").isTrue();
  }

  @Test
  void theSettingsOfEachProviderAreTheirOwn() {
    State state = after(Samples.state(), "5→↓↓\n^sequential\n");
    assertThat(state.draft().values())
        .containsEntry("ROTATION_MODE_GUILD", Optional.of("sequential"));
  }

  @Test
  void aProviderOfOnesOwnTakesNameAddressAndKey() {
    State state = after(Samples.state(), "5nacme\n");
    assertThat(Shown.of(state)).contains("There is a provider of this name already");
    state = after(state, "^my_llm\nnonsense\n");
    assertThat(Shown.of(state)).contains("Does not hold");
    state = after(state, "^http://localhost:1/v1\ncanary-key\n");
    assertThat(state.draft().values())
        .containsEntry("MY_LLM_API_BASE", Optional.of("http://localhost:1/v1"))
        .containsEntry("MY_LLM_API_KEY_1", Optional.of("canary-key"));
    assertThat(Shown.of(after(state, "6"))).doesNotContain("canary");
    assertThat(state.toString()).doesNotContain("canary");
  }

  @Test
  void changesAreWrittenOrUndone() {
    State state = after(Samples.state(), "4↓\n^7000\n↓↓\n^debug\n6");
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
            "credentials export --to credentials.env",
            "credentials encrypt",
            "credentials decrypt",
            "outside credentials import");
  }

  @Test
  void aProviderIsFoundByTyping() {
    after(Samples.state(), "2aze\n");
    after(Samples.state(), "2a↓\n");
    after(Samples.state(), "2azz\b⎋");
    assertThat(sent)
        .containsExactly("outside credentials add zeta", "outside credentials add guild");
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
    assertThat(Shown.of(after(Samples.state(), "4↓dq"))).contains("not written are lost");
  }
}
