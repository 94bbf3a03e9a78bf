package dev.keyrelay.cli.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command that talks with the user: what it printed so far, and the answer that is being typed.
 *
 * @param id of the talk, so that an old one that still prints is told apart
 * @param lines what the command printed, as it printed it
 * @param question what the command waits to be told; it may print more meanwhile
 * @param typed the answer so far; may be secret
 * @param over whether the command has ended
 * @param up how many lines the user has scrolled up
 */
record Talk(
    String title,
    long id,
    List<String> lines,
    Optional<Question> question,
    Typed typed,
    boolean over,
    int up)
    implements Dialog {

  /**
   * A question of a command.
   *
   * @param secret whether the answer is hidden
   */
  record Question(String text, boolean secret) {}

  /** One that has just begun. */
  static Talk of(String title, long id) {
    return new Talk(title, id, List.of(), Optional.empty(), Typed.EMPTY, false, 0);
  }

  /** With what was printed since. */
  Talk printed(List<String> more) {
    var all = new ArrayList<>(lines);
    all.addAll(more);
    return new Talk(title, id, List.copyOf(all), question, typed, over, 0);
  }

  /** With a question, or without one. */
  Talk asked(Optional<Question> other) {
    return new Talk(title, id, lines, other, Typed.EMPTY, over, up);
  }

  Talk with(Typed other) {
    return new Talk(title, id, lines, question, other, over, up);
  }

  Talk ended() {
    return new Talk(title, id, lines, Optional.empty(), Typed.EMPTY, true, up);
  }

  /** Scrolled up, or down if negative. */
  Talk scrolled(int by) {
    return new Talk(
        title, id, lines, question, typed, over, Math.clamp(up + by, 0, Math.max(0, lines.size())));
  }

  /** The page that the user is to open, if the command named one. */
  Optional<String> page() {
    return lines.stream().map(String::strip).filter(Talk::isPage).findFirst();
  }

  /** Whether a line is the address of a page and nothing else. */
  static boolean isPage(String line) {
    String text = line.strip();
    return (text.startsWith("https://") || text.startsWith("http://")) && text.indexOf(' ') < 0;
  }

  /** Neither what was printed nor what was typed; the latter may be secret. */
  @Override
  public String toString() {
    return "Talk[" + title + (over ? ", over]" : "]");
  }
}
