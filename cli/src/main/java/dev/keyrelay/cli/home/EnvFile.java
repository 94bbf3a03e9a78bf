package dev.keyrelay.cli.home;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a {@code .env} file, for editing: comments, order, spacing and every line that is not
 * touched stay as they are. Immutable.
 */
public final class EnvFile {

  private static final Pattern ASSIGNMENT =
      Pattern.compile("[ \\t]*(?:export[ \\t]+)?([^\\s=#'\"]+)[ \\t]*=[ \\t]*(['\"]?)");

  /** Lines that belong together: an assignment whose quoted value spans them, or one line. */
  private record Piece(String name, String text) {}

  private final List<Piece> pieces;

  private EnvFile(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /**
   * Reads a file; an empty one if there is none.
   *
   * @throws IOException if it cannot be read; the message is for people
   */
  public static EnvFile read(Path file) throws IOException {
    try {
      return of(Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "");
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is no UTF-8 text. Save it as UTF-8.", e);
    }
  }

  /** The file of a text. */
  public static EnvFile of(String text) {
    var pieces = new ArrayList<Piece>();
    int at = 0;
    while (at < text.length()) {
      Matcher matcher = ASSIGNMENT.matcher(text).region(at, text.length());
      boolean assigns = matcher.lookingAt();
      int end =
          assigns && !matcher.group(2).isEmpty()
              ? lineEnd(text, closing(text, matcher.end(), matcher.group(2).charAt(0)))
              : lineEnd(text, at);
      pieces.add(new Piece(assigns ? matcher.group(1) : "", text.substring(at, end)));
      at = end;
    }
    return new EnvFile(pieces);
  }

  /** Where a quote closes; where it opens, if it does not, because then one line is the value. */
  private static int closing(String text, int open, char quote) {
    for (int i = open; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    return open;
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end + 1;
  }

  /** Whether a variable is assigned. */
  public boolean assigns(String name) {
    return pieces.stream().anyMatch(piece -> piece.name.equals(name));
  }

  /** The assigned names, in order. */
  public List<String> names() {
    return pieces.stream().map(Piece::name).filter(name -> !name.isEmpty()).distinct().toList();
  }

  /**
   * The file with a variable assigned: in the line that holds it (the last, if there are several,
   * as the last one counts), else in a new one at the end.
   *
   * @throws IllegalArgumentException if the value cannot be written, see {@link EnvValue#line}
   */
  public EnvFile with(String name, String value) {
    String line = EnvValue.line(name, value) + "\n";
    var changed = new ArrayList<>(pieces);
    for (int i = changed.size() - 1; i >= 0; i--) {
      if (changed.get(i).name.equals(name)) {
        changed.set(i, new Piece(name, line));
        return new EnvFile(changed);
      }
    }
    if (!changed.isEmpty() && !changed.getLast().text.endsWith("\n")) {
      Piece last = changed.removeLast();
      changed.add(new Piece(last.name, last.text + "\n"));
    }
    changed.add(new Piece(name, line));
    return new EnvFile(changed);
  }

  /** The file without a variable, however often it is assigned. */
  public EnvFile without(String name) {
    return new EnvFile(pieces.stream().filter(piece -> !piece.name.equals(name)).toList());
  }

  /** The whole text. */
  public String text() {
    var text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text));
    return text.toString();
  }

  /**
   * Replaces a file by this one, all of it or nothing, for its owner alone.
   *
   * @throws IOException if it is not written
   */
  public void write(Path file) throws IOException {
    OwnerFile.write(file, text());
  }

  /** The assigned names; values may be secret. */
  @Override
  public String toString() {
    return "EnvFile" + names();
  }
}
