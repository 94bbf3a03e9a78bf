package dev.keyrelay.engine.dialect.wire;

/**
 * Walks the keys of a JSON text as bytes, without making anything of them. It serves to see cheaply
 * what kind of event one has; it does not check that the text is well-formed, and takes a text that
 * is cut short as far as it goes.
 */
public final class KeyCursor {

  private final byte[] json;
  private int at;
  private int depth;
  private int keyStart;
  private int keyEnd;

  public KeyCursor(byte[] json) {
    this.json = json;
  }

  /** Moves to the next key, at whatever depth. */
  public boolean next() {
    while (at < json.length) {
      switch (json[at]) {
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case '"' -> {
          if (stringIsKey()) {
            return true;
          }
        }
        default -> at++;
      }
    }
    return false;
  }

  private boolean stringIsKey() {
    keyStart = at + 1;
    keyEnd = endOfString(keyStart);
    at = afterSpace(keyEnd + 1);
    if (at >= json.length || json[at] != ':') {
      return false;
    }
    at = afterSpace(at + 1);
    return true;
  }

  /** Objects and arrays open around the key: 1 for a key of the outermost object. */
  public int depth() {
    return depth;
  }

  /** Whether the key is this ASCII name. */
  public boolean is(String name) {
    return sameAscii(name, keyStart, keyEnd);
  }

  /** Whether the value is this ASCII string. */
  public boolean valueIs(String text) {
    return startsWith('"') && sameAscii(text, at + 1, endOfString(at + 1));
  }

  /** Whether the value begins with this character. */
  public boolean startsWith(char first) {
    return at < json.length && json[at] == first;
  }

  /** Whether the value is anything but null, "", [] and {}. */
  public boolean hasValue() {
    if (at >= json.length) {
      return false;
    }
    return switch (json[at]) {
      case 'n' -> false;
      case '"' -> at + 1 < json.length && json[at + 1] != '"';
      case '[', '{' -> {
        int inside = afterSpace(at + 1);
        yield inside < json.length && json[inside] != ']' && json[inside] != '}';
      }
      default -> true;
    };
  }

  /** The value as a whole number, no more than {@code most}; 0 if it is none. */
  public int digits(int most) {
    int number = 0;
    for (int i = at; i < json.length && json[i] >= '0' && json[i] <= '9'; i++) {
      number = Math.min(most, number * 10 + json[i] - '0');
    }
    return number;
  }

  private boolean sameAscii(String text, int start, int end) {
    if (end - start != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (json[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int endOfString(int start) {
    int i = start;
    while (i < json.length && json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, json.length);
  }

  private int afterSpace(int start) {
    int i = start;
    while (i < json.length && json[i] <= ' ' && json[i] >= 0) {
      i++;
    }
    return i;
  }
}
