package dev.keyrelay.server;

/**
 * The server cannot start; the message says why and what to do, and is meant for the person who
 * started it.
 */
public final class StartException extends RuntimeException {

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
