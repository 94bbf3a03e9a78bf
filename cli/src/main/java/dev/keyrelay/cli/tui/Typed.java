package dev.keyrelay.cli.tui;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;

/**
 * A line that is being typed. The text may be secret.
 *
 * @param cursor before which character the next one goes; at most the text's length
 */
record Typed(String text, int cursor) {

  static final Typed EMPTY = new Typed("", 0);

  /** A text with the cursor at its end. */
  static Typed of(String text) {
    return new Typed(text, text.length());
  }

  /** The line after a key; itself if the key does not edit. */
  Typed key(KeyEvent key) {
    return switch (key.code()) {
      case CHAR -> character(key);
      case BACKSPACE -> without(before(), cursor);
      case DELETE -> without(cursor, after());
      case LEFT -> new Typed(text, before());
      case RIGHT -> new Typed(text, after());
      case HOME -> new Typed(text, 0);
      case END -> of(text);
      default -> this;
    };
  }

  private Typed character(KeyEvent key) {
    char c = key.character();
    if (key.hasCtrl()) {
      return switch (c) {
        case 'u' -> EMPTY;
        case 'a' -> new Typed(text, 0);
        case 'e' -> of(text);
        case 'k' -> without(cursor, text.length());
        case 'w' -> without(wordBefore(), cursor);
        default -> this;
      };
    }
    if (key.hasAlt() || (key.code() == KeyCode.CHAR && Character.isISOControl(c))) {
      return this;
    }
    return new Typed(text.substring(0, cursor) + c + text.substring(cursor), cursor + 1);
  }

  private Typed without(int from, int to) {
    return new Typed(text.substring(0, from) + text.substring(to), from);
  }

  private int before() {
    return cursor == 0 ? 0 : text.offsetByCodePoints(cursor, -1);
  }

  private int after() {
    return cursor == text.length() ? cursor : text.offsetByCodePoints(cursor, 1);
  }

  private int wordBefore() {
    String head = text.substring(0, cursor).stripTrailing();
    int space = Math.max(head.lastIndexOf(' '), head.lastIndexOf(','));
    return space < 0 ? 0 : space + 1;
  }

  /** The cursor; the text may be secret. */
  @Override
  public String toString() {
    return "Typed[" + text.length() + " characters]";
  }
}
