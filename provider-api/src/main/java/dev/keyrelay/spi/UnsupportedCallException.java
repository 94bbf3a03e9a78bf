package dev.keyrelay.spi;

/** The provider cannot express a call. The message names the field and what it may be instead. */
public final class UnsupportedCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message goes to the client. */
  public UnsupportedCallException(String message) {
    super(message);
  }
}
