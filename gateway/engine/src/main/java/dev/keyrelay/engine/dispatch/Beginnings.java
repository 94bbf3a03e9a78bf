package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.pool.Conversation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Hashes of the beginnings of a JSON array: of its first element, of its first two, and so on. One
 * pass over the bytes, without parsing them: the array is known to be well-formed. The hash is
 * FNV-1a; it spreads, and is no secret.
 */
final class Beginnings {

  /** Conversations longer than this are known by their last turns. */
  private static final int MOST = 256;

  private static final byte[] ROLE = "\"role\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SYSTEM = "\"system\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DEVELOPER = "\"developer\"".getBytes(StandardCharsets.US_ASCII);
  private static final long PRIME = 0x100000001b3L;

  private Beginnings() {}

  /** A conversation without an id; nothing is known of it if the value is no array. */
  static Conversation of(ByteBuffer array, long seed) {
    if (!array.hasRemaining() || array.get(array.position()) != '[') {
      return Conversation.UNKNOWN;
    }
    long[] found = new long[16];
    int count = 0;
    long hash = seed;
    int depth = 0;
    boolean inText = false;
    boolean escaped = false;
    boolean anything = false;
    int element = array.position() + 1;
    OptionalLong opening = OptionalLong.empty();
    for (int i = array.position() + 1; i < array.limit(); i++) {
      byte b = array.get(i);
      boolean ends = !inText && depth == 0 && (b == ',' || b == ']');
      if (ends) {
        if (anything) {
          found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
          found[count++] = hash;
          opening =
              opening.isPresent() || instructs(array, element, i) ? opening : OptionalLong.of(hash);
        }
        element = i + 1;
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
    long[] kept = Arrays.copyOfRange(found, Math.max(0, count - MOST), count);
    return opening.isPresent()
        ? new Conversation(OptionalLong.empty(), kept, opening)
        : new Conversation(OptionalLong.empty(), kept);
  }

  /** Whether a turn is not the conversation's own but what tells the model how to behave. */
  private static boolean instructs(ByteBuffer array, int from, int to) {
    int role = find(array, ROLE, from, to);
    if (role < 0) {
      return false;
    }
    int value = role + ROLE.length;
    while (value < to && (array.get(value) == ':' || array.get(value) <= ' ')) {
      value++;
    }
    return matches(array, SYSTEM, value, to) || matches(array, DEVELOPER, value, to);
  }

  private static int find(ByteBuffer array, byte[] word, int from, int to) {
    for (int i = from; i <= to - word.length; i++) {
      if (array.get(i) == '"' && matches(array, word, i, to)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(ByteBuffer array, byte[] word, int at, int to) {
    if (at + word.length > to) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (array.get(at + i) != word[i]) {
        return false;
      }
    }
    return true;
  }
}
