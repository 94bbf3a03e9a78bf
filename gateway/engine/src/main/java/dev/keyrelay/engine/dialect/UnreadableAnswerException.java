package dev.keyrelay.engine.dialect;

/** An answer of upstream that is not what its dialect says; the provider is to blame. */
public final class UnreadableAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
