package dev.keyrelay.engine.dialect.wire;

/** Tells whether a JSON text that comes in pieces is whole, by its brackets. */
public final class JsonBalance {

  private int open;
  private boolean begun;
  private boolean inString;
  private boolean escaped;

  /** Takes the next piece. */
  public void add(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      add(piece.charAt(i));
    }
  }

  private void add(char c) {
    if (inString) {
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else if (c == '"') {
      inString = true;
      escaped = false;
      begun = true;
    } else if (c == '{' || c == '[') {
      open++;
      begun = true;
    } else if (c == '}' || c == ']') {
      open--;
    }
  }

  /** Whether something has come and every bracket is closed. */
  public boolean whole() {
    return begun && open <= 0 && !inString;
  }
}
