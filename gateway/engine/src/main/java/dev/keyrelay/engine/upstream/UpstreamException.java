package dev.keyrelay.engine.upstream;

import dev.keyrelay.spi.UpstreamFailure;
import java.io.IOException;

/**
 * An upstream call that brought no complete answer. The message says what the transport saw and
 * holds no secret; that of a deadline contains "timed out".
 */
public final class UpstreamException extends IOException {
  private static final long serialVersionUID = 1L;

  private final UpstreamFailure.Stage stage;
  private final StreamEnd.Kind kind;

  UpstreamException(UpstreamFailure.Stage stage, StreamEnd.Kind kind, String message) {
    super(message);
    this.stage = stage;
    this.kind = kind;
  }

  UpstreamException(
      UpstreamFailure.Stage stage, StreamEnd.Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.stage = stage;
    this.kind = kind;
  }

  /** Where the call failed. */
  public UpstreamFailure.Stage stage() {
    return stage;
  }

  /** How its stream ended. */
  public StreamEnd end() {
    return new StreamEnd(kind, message());
  }

  /** What happened, for people. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
