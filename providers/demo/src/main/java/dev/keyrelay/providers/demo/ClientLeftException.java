package dev.keyrelay.providers.demo;

import java.io.IOException;

/** The client closed or reset the connection before its answer was complete. */
public final class ClientLeftException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientLeftException(String message) {
    super(message);
  }
}
