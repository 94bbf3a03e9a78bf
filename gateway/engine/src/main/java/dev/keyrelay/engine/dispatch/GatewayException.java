package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.wire.ClientError;
import java.util.List;
import java.util.Optional;

/** No answer: the one exception that leaves the engine. */
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ClientError error;
  private final transient List<Attempt> attempts;
  private final transient Optional<byte[]> body;

  GatewayException(ClientError error, List<Attempt> attempts, Optional<byte[]> body) {
    super(error.message());
    this.error = error;
    this.attempts = List.copyOf(attempts);
    this.body = body;
  }

  /** An error without any attempt. */
  public GatewayException(ClientError error) {
    this(error, List.of(), Optional.empty());
  }

  /** What to tell the client. */
  public ClientError error() {
    return error;
  }

  /** The exchanges made. */
  public List<Attempt> attempts() {
    return attempts;
  }

  /**
   * Upstream's own error body, if it is in the client's dialect and is to be passed on as it is.
   */
  public Optional<byte[]> body() {
    return body;
  }
}
