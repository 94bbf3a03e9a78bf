package dev.keyrelay.cli;

/** A command cannot do what it was asked for; the message says why and what to do. */
final class CommandException extends RuntimeException {

  CommandException(String message) {
    super(message);
  }

  CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
