package dev.keyrelay.engine.upstream;

/**
 * How a stream ended.
 *
 * @param kind which way
 * @param cause what the transport saw; empty for {@link Kind#COMPLETE}
 */
public record StreamEnd(Kind kind, String cause) {

  /** The ways in which a stream ends. */
  public enum Kind {
    /** Upstream ended the body properly; whether a terminal event came is for the tap to know. */
    COMPLETE,
    /** The connection was lost, or upstream sent what cannot be read. */
    BROKEN,
    /** Upstream sent nothing for too long. */
    STALLED,
    /** The total deadline passed. */
    OVERTIME,
    /** The client went away, or whoever read the stream closed it. */
    CANCELLED
  }
}
