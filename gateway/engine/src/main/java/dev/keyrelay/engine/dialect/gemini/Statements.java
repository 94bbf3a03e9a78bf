package dev.keyrelay.engine.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyrelay.spi.chat.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cited statements of a candidate, by the places that Google counts: the part, and bytes of
 * UTF-8 in it. Texts that follow one another are one part, also where they come in chunks.
 */
final class Statements {

  /** Statements are not placed in longer texts, which are not kept: in characters. */
  private static final int LONGEST = 100_000;

  /**
   * A statement.
   *
   * @param part the index of its part
   * @param start its first byte in the part
   * @param end one past its last byte
   */
  record Segment(int part, int start, int end, String text) {}

  /** A citation, and the statement that it is of; absent if that has no place. */
  record Cited(Citation citation, Optional<Segment> segment) {}

  private final List<Cited> cited = new ArrayList<>();
  private final List<Citation> waiting = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();

  /** The part of the open text, and how many bytes of it came before the text. */
  private int part;

  private int before;
  private boolean textGoesOn;
  private boolean tooLong;

  /** More of the open text. */
  void text(String piece) {
    textGoesOn = true;
    tooLong |= words.length() + piece.length() > LONGEST;
    if (!tooLong) {
      words.append(piece);
    }
  }

  /** A citation of the open text, of which it may be told before the words. */
  void cite(Citation citation) {
    waiting.add(citation);
  }

  /** The open text has ended; another one may go on in the same part. */
  void end() {
    waiting.forEach(citation -> cited.add(new Cited(citation, segment(citation))));
    waiting.clear();
    before += bytes(words.length());
    words.setLength(0);
  }

  /** A part that is no plain text comes next. */
  void other() {
    end();
    part += textGoesOn ? 2 : 1;
    before = 0;
    textGoesOn = false;
    tooLong = false;
  }

  List<Cited> cited() {
    return cited;
  }

  private Optional<Segment> segment(Citation citation) {
    int start = citation.start().orElse(0);
    int end = Math.min(citation.end().orElse(words.length()), words.length());
    boolean placed = start >= 0 && start < end && !tooLong;
    return placed
        ? Optional.of(
            new Segment(
                part, before + bytes(start), before + bytes(end), words.substring(start, end)))
        : Optional.empty();
  }

  private int bytes(int characters) {
    return words.substring(0, characters).getBytes(UTF_8).length;
  }
}
