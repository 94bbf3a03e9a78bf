package dev.keyrelay.cli.tui;

import java.util.List;

/** What lies over a screen and takes the keys. */
sealed interface Dialog {

  String title();

  /**
   * A line is typed.
   *
   * @param hint what is expected, or what does not hold about the text so far
   * @param secret whether the text is hidden
   * @param then what becomes of the text
   */
  record Input(String title, String hint, String text, boolean secret, Purpose then)
      implements Dialog {

    Input withText(String other) {
      return new Input(title, hint, other, secret, then);
    }

    Input withHint(String other) {
      return new Input(title, other, text, secret, then);
    }

    /** The title and the purpose; the text may be secret. */
    @Override
    public String toString() {
      return "Input[" + title + ", " + then + "]";
    }
  }

  /** One of several is chosen; typing narrows them down. */
  record Pick(String title, List<String> options, String filter, int selected, Purpose then)
      implements Dialog {

    List<String> shown() {
      return options.stream().filter(option -> option.contains(filter)).toList();
    }
  }

  /** Yes or no. */
  record Confirm(String title, String question, Purpose then) implements Dialog {}

  /** Something to read. */
  record Reading(String title, List<String> lines, int top) implements Dialog {}

  /** What an answer is for. */
  sealed interface Purpose {}

  /** The new value of a variable. */
  record SetVariable(String name) implements Purpose {}

  /** The provider to add a credential of. */
  record AddFor() implements Purpose {}

  /** The file to export a credential to; all of them if the id is empty. */
  record ExportTo(String id) implements Purpose {}

  /** Whether to remove a credential. */
  record Remove(String id) implements Purpose {}

  /** The name of a provider of the user's own. */
  record NameProvider() implements Purpose {}

  /** The address of a provider of the user's own. */
  record AddressOf(String prefix) implements Purpose {}

  /** Whether to start the gateway again, so that what was written takes effect. */
  record StartAgain() implements Purpose {}

  /** Whether to leave although a gateway runs or changes are not written. */
  record Leave() implements Purpose {}
}
