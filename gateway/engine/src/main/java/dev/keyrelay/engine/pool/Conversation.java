package dev.keyrelay.engine.pool;

import java.util.OptionalLong;

/**
 * What is known of the conversation that a request belongs to, as hashes that already mix in the
 * client and the model, so that conversations of different clients never meet.
 *
 * @param named the hash of an id that the client states
 * @param prefixes if it states none: the hashes of the conversation's beginnings, the shortest
 *     first, the whole of it last
 * @param opening of those, the hash of the beginning that ends with the user's first turn: all
 *     requests of the conversation have the same, wherever they are served
 */
public record Conversation(OptionalLong named, long[] prefixes, OptionalLong opening) {

  /** Nothing is known. */
  public static final Conversation UNKNOWN = new Conversation(OptionalLong.empty(), new long[0]);

  private static final long[] WHATEVER = new long[0];

  /** A conversation whose first turn is the user's. */
  public Conversation(OptionalLong named, long[] prefixes) {
    this(
        named,
        prefixes,
        prefixes.length == 0 ? OptionalLong.empty() : OptionalLong.of(prefixes[0]));
  }

  /** The hash under which the conversation is remembered once it is served; empty if unknown. */
  OptionalLong mark() {
    return named.isPresent() || prefixes.length == 0
        ? named
        : OptionalLong.of(prefixes[prefixes.length - 1]);
  }

  /** The hash that says where the conversation begins; empty if unknown. */
  OptionalLong home() {
    return named.isPresent() ? named : opening;
  }

  /** A conversation with an id. */
  public static Conversation named(long hash) {
    return new Conversation(OptionalLong.of(hash), new long[0]);
  }

  /** A conversation of which it is only known that nobody has served it. */
  public static Conversation starting() {
    return new Conversation(OptionalLong.empty(), WHATEVER);
  }

  /** Whether it is known to be one at all. */
  boolean isOne() {
    return home().isPresent() || prefixes == WHATEVER;
  }
}
