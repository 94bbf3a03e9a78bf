package dev.keyrelay.engine.upstream;

import io.netty.handler.timeout.TimeoutException;

/** Puts what the transport threw into words. */
final class Causes {

  private Causes() {}

  /** The text of the innermost cause. */
  static String of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    if (cause instanceof TimeoutException) {
      return "timed out writing the request";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
