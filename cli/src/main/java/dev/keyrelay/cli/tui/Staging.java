package dev.keyrelay.cli.tui;

import java.util.Optional;

/** Takes values into the changes that are not written yet. */
final class Staging {

  private static final String SAID = "Not written yet; 7 shows what will be.";

  private Staging() {}

  /** A variable will hold a text; nothing changes if it does already. */
  static State staged(State state, String name, String text) {
    boolean secret = new Setting("", name).isSecret();
    boolean same = !secret && state.facts().value(name).filter(text::equals).isPresent();
    return state
        .withDraft(same ? state.draft().without(name) : state.draft().with(name, Optional.of(text)))
        .withNotice(same ? "" : SAID);
  }

  /** A variable will not be set; nothing changes if it is not. */
  static State removed(State state, String name) {
    boolean there = state.facts().value(name).isPresent();
    return state
        .withDraft(there ? state.draft().with(name, Optional.empty()) : state.draft().without(name))
        .withNotice(there ? SAID : "");
  }
}
