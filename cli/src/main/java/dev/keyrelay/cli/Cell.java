package dev.keyrelay.cli;

import dev.tamboui.text.CharWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The text of one place of a {@link Table}; widths are columns of a terminal. */
record Cell(String text) {

  private static final char ESCAPE = '\u001B';
  private static final Pattern COLOUR = Pattern.compile(ESCAPE + "\\[[0-9;]*m");

  /** Behind these a name may be broken, and is still read as one. */
  private static final Pattern SEAM = Pattern.compile("(?<=[ _/-])");

  /** How wide it is in one line: colours take no room, some characters two columns. */
  int width() {
    return width(isColoured() ? COLOUR.matcher(text).replaceAll("") : text);
  }

  /** The least width that breaks no word; what is coloured is never broken. */
  int leastWidth() {
    return isColoured()
        ? width()
        : indent().length()
            + pieces().stream().mapToInt(piece -> width(piece.strip())).max().orElse(0);
  }

  /** Its lines, broken behind spaces and seams of names; all begin with its indent. */
  List<String> lines(int width) {
    if (width() <= width || isColoured()) {
      return List.of(text);
    }
    var lines = new ArrayList<String>();
    var line = new StringBuilder(indent());
    for (String piece : pieces()) {
      if (!line.toString().isBlank() && width(line + piece.stripTrailing()) > width) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent());
      }
      line.append(piece);
    }
    lines.add(line.toString());
    return lines;
  }

  private boolean isColoured() {
    return text.indexOf(ESCAPE) >= 0;
  }

  private String indent() {
    return " ".repeat(text.length() - text.stripLeading().length());
  }

  private List<String> pieces() {
    return List.of(SEAM.split(text.stripLeading()));
  }

  private static int width(String plain) {
    return plain.chars().allMatch(Cell::narrow) ? plain.length() : CharWidth.of(plain);
  }

  /** What is certainly one column wide: Latin letters, dashes, dots, arrows, bars. */
  private static boolean narrow(int c) {
    return c < 0x300 || (c >= 0x2010 && c < 0x2600);
  }
}
