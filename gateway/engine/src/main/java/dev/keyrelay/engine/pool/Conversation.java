package dev.keyrelay.engine.pool;

import java.util.OptionalLong;

/**
 * What is known of the conversation that a request belongs to, as hashes that already mix in the
 * client and the model, so that conversations of different clients never meet.
 *
 * @param named the hash of an id that the client states
 * @param prefixes if it states none: the hashes of the conversation's beginnings, the shortest
 *     first, the whole of it last
 */
public record Conversation(OptionalLong named, long[] prefixes) {

  /** Nothing is known. */
  public static final Conversation UNKNOWN = new Conversation(OptionalLong.empty(), new long[0]);

  /** The hash under which the conversation is remembered once it is served; empty if unknown. */
  OptionalLong mark() {
    return named.isPresent() || prefixes.length == 0
        ? named
        : OptionalLong.of(prefixes[prefixes.length - 1]);
  }

  /** A conversation with an id. */
  public static Conversation named(long hash) {
    return new Conversation(OptionalLong.of(hash), new long[0]);
  }
}
