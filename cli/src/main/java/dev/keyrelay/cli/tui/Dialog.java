package dev.keyrelay.cli.tui;

import dev.keyrelay.spi.Enrolment;
import java.util.List;

/** What lies over a screen and takes the keys. */
sealed interface Dialog
    permits Dialog.Input, Dialog.Pick, Dialog.Confirm, Dialog.Reading, Sheet, Talk {

  String title();

  /**
   * A line is typed.
   *
   * @param hint what is expected, or what does not hold about the text so far
   * @param secret whether the text is hidden
   * @param then what becomes of the text
   */
  record Input(String title, String hint, Typed typed, boolean secret, Purpose then)
      implements Dialog {

    /** With a text to begin with. */
    Input(String title, String hint, String text, boolean secret, Purpose then) {
      this(title, hint, Typed.of(text), secret, then);
    }

    String text() {
      return typed.text();
    }

    Input with(Typed other) {
      return new Input(title, hint, other, secret, then);
    }

    Input withHint(String other) {
      return new Input(title, other, typed, secret, then);
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

    Pick withSelected(int other) {
      return new Pick(title, options, filter, other, then);
    }

    Pick withFilter(String other) {
      return new Pick(title, options, other, 0, then);
    }

    List<String> shown() {
      return options.stream().filter(option -> option.contains(filter)).toList();
    }
  }

  /** Yes or no. */
  record Confirm(String title, String question, Purpose then) implements Dialog {}

  /**
   * Something to read.
   *
   * @param top the first line that is shown
   * @param left the first column that is shown
   */
  record Reading(String title, List<String> lines, int top, int left) implements Dialog {

    private static final int WIDTH = 76;
    private static final int PAGE = 15;

    Reading(String title, List<String> lines, int top) {
      this(title, lines, top, 0);
    }

    /** Sentences, in lines that fit 80 columns. */
    static Reading wrapped(String title, List<String> sentences) {
      var lines = sentences.stream().flatMap(one -> Look.wrapped(one, WIDTH, 99).stream()).toList();
      return new Reading(title, lines, 0);
    }

    /** Begins with the last page. */
    static Reading last(String title, List<String> lines) {
      return new Reading(title, lines, Math.max(0, lines.size() - PAGE));
    }

    /** Moved down and to the right, as far as there is something. */
    Reading moved(int down, int right) {
      int last = Math.max(0, lines.size() - 1);
      return new Reading(title, lines, Math.clamp(top + down, 0, last), Math.max(0, left + right));
    }
  }

  /** What an answer is for. */
  sealed interface Purpose {}

  /** The new value of a variable. */
  record SetVariable(String name) implements Purpose {}

  /** The provider to add a credential of. */
  record AddFor() implements Purpose {}

  /** The way to add a credential of a provider. */
  record AddBy(String provider) implements Purpose {

    /** For people. */
    String title() {
      return "Add a credential of " + provider;
    }

    /** A way as it is offered: its name first, as {@code --by} takes it. */
    static String option(Enrolment.Way way) {
      return switch (way) {
        case Enrolment.PasteKey _ -> "key      paste an API key";
        case Enrolment.Browser _ -> "browser  log in on a page";
        case Enrolment.Device _ -> "device   log in on any device, with a code";
        case Enrolment.NonSealedWay _ -> "other    a way that this version does not know";
      };
    }

    /** The name of an offered way. */
    static String way(String option) {
      return option.substring(0, option.indexOf(' '));
    }
  }

  /** The file to export a credential to; all of them if the id is empty. */
  record ExportTo(String id) implements Purpose {}

  /** Whether to remove a credential. */
  record Remove(String id) implements Purpose {}

  /** What to do about every cooldown. */
  record ClearCooldowns() implements Purpose {}

  /** The name that clients will ask for. */
  record NameAlias() implements Purpose {}

  /** The name of a group. */
  record NameGroup() implements Purpose {}

  /** The provider whose place is set. */
  record PlaceOf() implements Purpose {}

  /** Which setting of a group, by its variable. */
  record OptionOf(String group) implements Purpose {}

  /** The name of a provider of the user's own. */
  record NameProvider() implements Purpose {}

  /** The address of a provider of the user's own. */
  record AddressOf(String prefix) implements Purpose {}

  /** Whether to start the gateway again, so that what was written takes effect. */
  record StartAgain() implements Purpose {}

  /** Whether to leave although a gateway runs or changes are not written. */
  record Leave() implements Purpose {}
}
