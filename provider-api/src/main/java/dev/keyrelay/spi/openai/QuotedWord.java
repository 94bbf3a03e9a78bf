package dev.keyrelay.spi.openai;

/** Looks for a JSON string in bytes, which spares most bodies the parsing. */
final class QuotedWord {

  private QuotedWord() {}

  /** Whether the bytes hold the word in quotes; words of it hold no character to escape. */
  static boolean isIn(byte[] bytes, String word) {
    int last = bytes.length - word.length() - 2;
    for (int at = 0; at <= last; at++) {
      if (bytes[at] == '"' && quoted(bytes, at + 1, word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean quoted(byte[] bytes, int at, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return bytes[at + word.length()] == '"';
  }
}
