package dev.keyrelay.spi;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An exchange that did not succeed, as received.
 *
 * @param stage where it failed
 * @param status the HTTP status, or 0 if none arrived
 * @param headers the headers of the answer
 * @param body the body of the answer, the payload of an error event, or nothing; at most 1 MiB of
 *     it
 * @param cause what the transport reported
 * @param at when it happened
 */
public record UpstreamFailure(
    Stage stage, int status, Headers headers, byte[] body, Optional<String> cause, Instant at) {

  /** Where an exchange failed. */
  public enum Stage {
    /** No connection, or no TLS session. */
    CONNECT,
    /** Connected, and lost or too slow before a complete answer or a first event. */
    WAIT,
    /** A complete answer of a status that is not 2xx. */
    STATUS,
    /** A 2xx answer that is not what was asked: HTML, empty, cut short, not JSON. */
    BODY,
    /** An error event in a stream. */
    EVENT,
    /** A stream that stalled, broke, or ended without its terminal event. */
    STREAM
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
