package dev.keyrelay.engine.account;

import java.io.IOException;

/** A login came to nothing; the message says why, and what to do. */
public final class LoginException extends IOException {
  private static final long serialVersionUID = 1L;

  LoginException(String message) {
    super(message);
  }
}
