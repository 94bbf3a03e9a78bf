package dev.keyrelay.spi.chat;

import java.util.Optional;

/**
 * Why an answer ended.
 *
 * @param reason the reason
 * @param sequence the stop sequence that was met, if told
 * @param words upstream's own word, or its explanation of a refusal
 */
public record Stop(Reason reason, Optional<String> sequence, Optional<String> words) {

  /** Reasons. */
  public enum Reason {
    /** The model was done. */
    END,
    /** A stop sequence was met. */
    STOP_SEQUENCE,
    /** The answer reached the most tokens allowed. */
    MAX_TOKENS,
    /** The context is full. */
    CONTEXT_FULL,
    /** The model wants tools called. */
    TOOL_CALLS,
    /** A server tool took long; the client continues by sending the answer back. */
    PAUSED,
    /** The model declined. */
    REFUSAL,
    /** A filter stopped it. */
    FILTERED,
    /** The model wrote a tool call that cannot be read. */
    MALFORMED_CALL,
    /** Another reason, in {@link Stop#words}. */
    OTHER
  }

  /** A reason without details. */
  public static Stop of(Reason reason) {
    return new Stop(reason, Optional.empty(), Optional.empty());
  }
}
