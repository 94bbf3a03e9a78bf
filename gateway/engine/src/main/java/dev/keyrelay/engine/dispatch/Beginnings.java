package dev.keyrelay.engine.dispatch;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Hashes of the beginnings of a JSON array: of its first element, of its first two, and so on. One
 * pass over the bytes, without parsing them: the array is known to be well-formed. The hash is
 * FNV-1a; it spreads, and is no secret.
 */
final class Beginnings {

  /** Conversations longer than this are known by their last turns. */
  private static final int MOST = 256;

  private static final long PRIME = 0x100000001b3L;

  private Beginnings() {}

  /** The hashes, the shortest beginning first; none if the value is no array. */
  static long[] of(ByteBuffer array, long seed) {
    if (!array.hasRemaining() || array.get(array.position()) != '[') {
      return new long[0];
    }
    long[] found = new long[16];
    int count = 0;
    long hash = seed;
    int depth = 0;
    boolean inText = false;
    boolean escaped = false;
    boolean anything = false;
    for (int i = array.position() + 1; i < array.limit(); i++) {
      byte b = array.get(i);
      boolean ends = !inText && depth == 0 && (b == ',' || b == ']');
      if (ends) {
        if (anything) {
          found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
          found[count++] = hash;
        }
        anything = false;
        continue;
      }
      if (inText) {
        inText = escaped || b != '"';
        escaped = !escaped && b == '\\';
      } else {
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
          continue;
        }
        inText = b == '"';
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
      }
      anything = true;
      hash = (hash ^ (b & 0xff)) * PRIME;
    }
    return Arrays.copyOfRange(found, Math.max(0, count - MOST), count);
  }
}
