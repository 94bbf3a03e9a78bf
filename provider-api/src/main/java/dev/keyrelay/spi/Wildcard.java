package dev.keyrelay.spi;

/**
 * Shell patterns: {@code *} is any text, {@code ?} any one character, {@code [a-z7]} one of these
 * and {@code [!a-z7]} one of all others. A bracket that nothing closes is itself.
 */
public final class Wildcard {

  private Wildcard() {}

  /** Whether the whole text matches the pattern. Linear in memory, no backtracking explosion. */
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      int next = p < pattern.length() ? after(pattern, p, text.charAt(t)) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (next >= 0) {
        p = next;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on behind one character of text; -1 if it has another there. */
  private static int after(String pattern, int p, char c) {
    int end = pattern.charAt(p) == '[' ? closing(pattern, p) : -1;
    if (end < 0) {
      return pattern.charAt(p) == '?' || pattern.charAt(p) == c ? p + 1 : -1;
    }
    boolean others = pattern.charAt(p + 1) == '!';
    return isOneOf(pattern.substring(others ? p + 2 : p + 1, end), c) == others ? -1 : end + 1;
  }

  /** The bracket that closes a class; the first one in it is a member. -1 if there is none. */
  private static int closing(String pattern, int open) {
    int first = pattern.startsWith("!", open + 1) ? open + 2 : open + 1;
    return pattern.indexOf(']', first + 1);
  }

  private static boolean isOneOf(String members, char c) {
    for (int i = 0; i < members.length(); i++) {
      boolean range = i + 2 < members.length() && members.charAt(i + 1) == '-';
      char last = members.charAt(range ? i + 2 : i);
      if (members.charAt(i) <= c && c <= last) {
        return true;
      }
      i += range ? 2 : 0;
    }
    return false;
  }
}
