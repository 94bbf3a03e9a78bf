package dev.keyrelay.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import org.junit.jupiter.api.Test;

class TypedTest {

  private static Typed after(Typed typed, Object... keys) {
    Typed now = typed;
    for (Object key : keys) {
      now =
          now.key(
              switch (key) {
                case KeyCode code -> KeyEvent.ofKey(code);
                case Character ctrl -> KeyEvent.ofChar(ctrl, KeyModifiers.CTRL);
                default -> KeyEvent.ofChar(key.toString().charAt(0));
              });
    }
    return now;
  }

  @Test
  void charactersGoWhereTheCursorIs() {
    Typed typed = after(Typed.of("ac"), KeyCode.LEFT, "b");
    assertThat(typed).isEqualTo(new Typed("abc", 2));
    assertThat(after(typed, KeyCode.HOME, KeyCode.DELETE, KeyCode.END, "d").text())
        .isEqualTo("bcd");
    assertThat(after(Typed.EMPTY, KeyCode.BACKSPACE, KeyCode.LEFT, KeyCode.DELETE))
        .isEqualTo(Typed.EMPTY);
  }

  @Test
  void controlKeysEditAsInAShell() {
    Typed typed = Typed.of("one,two three");
    assertThat(after(typed, 'w').text()).isEqualTo("one,two ");
    assertThat(after(typed, 'w', 'w').text()).isEqualTo("one,");
    assertThat(after(typed, 'u')).isEqualTo(Typed.EMPTY);
    assertThat(after(typed, 'a', 'k')).isEqualTo(Typed.EMPTY);
    assertThat(after(typed, 'a', 'e')).isEqualTo(typed);
  }

  @Test
  void aCharacterOfTwoCodeUnitsIsOne() {
    assertThat(after(Typed.of("a😀"), KeyCode.BACKSPACE).text()).isEqualTo("a");
    assertThat(after(Typed.of("😀"), KeyCode.LEFT).cursor()).isZero();
  }

  @Test
  void aSecretIsNotInTheTextForm() {
    assertThat(Typed.of("canary").toString()).doesNotContain("canary");
  }
}
