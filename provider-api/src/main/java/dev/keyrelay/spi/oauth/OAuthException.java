package dev.keyrelay.spi.oauth;

import java.io.IOException;

/** A token endpoint refused (RFC 6749 §5.2), or answered something else than tokens. */
public final class OAuthException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;

  /**
   * A refusal.
   *
   * @param status the HTTP status
   * @param error the error code, such as {@code invalid_grant}; empty if there is none
   * @param message what happened, without secrets
   */
  public OAuthException(int status, String error, String message) {
    super(message);
    this.status = status;
    this.error = error;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The error code, such as {@code invalid_grant}; empty if there is none. */
  public String error() {
    return error;
  }
}
