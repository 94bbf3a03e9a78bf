package dev.keyrelay.cli.tui;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import java.util.Optional;

/** The keys of a talk with a command. */
final class TalkDesk {

  private static final int PAGE = 10;

  private final Errands errands;

  TalkDesk(Errands errands) {
    this.errands = errands;
  }

  State key(State state, Talk talk, KeyEvent key) {
    if (key.isCtrlC() || key.code() == KeyCode.ESCAPE) {
      return left(state, talk);
    }
    if (Desk.isCtrl(key, 'y')) {
      return talk.page().map(page -> copied(state, page)).orElse(state);
    }
    return switch (key.code()) {
      case UP -> state.withDialog(talk.scrolled(1));
      case DOWN -> state.withDialog(talk.scrolled(-1));
      case PAGE_UP -> state.withDialog(talk.scrolled(PAGE));
      case PAGE_DOWN -> state.withDialog(talk.scrolled(-PAGE));
      default -> talk.over() ? ended(state, key) : typed(state, talk, key);
    };
  }

  private State copied(State state, String page) {
    errands.copy(page);
    return state.withNotice("Copied, if the terminal lets programs do that.");
  }

  private State left(State state, Talk talk) {
    if (talk.over()) {
      return state.withoutDialog();
    }
    errands.hangUp();
    return state.withoutDialog().withNotice("Broken off: " + talk.title());
  }

  private static State ended(State state, KeyEvent key) {
    boolean close =
        key.code() == KeyCode.ENTER || (key.code() == KeyCode.CHAR && key.character() == 'q');
    return close ? state.withoutDialog() : state;
  }

  private State typed(State state, Talk talk, KeyEvent key) {
    if (talk.question().isEmpty()) {
      return state;
    }
    if (key.code() != KeyCode.ENTER) {
      return state.withDialog(talk.with(talk.typed().key(key)));
    }
    errands.answer(talk.typed().text());
    return state.withDialog(talk.asked(Optional.empty()));
  }
}
