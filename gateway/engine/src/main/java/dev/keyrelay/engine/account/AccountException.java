package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Failure;

/** An account cannot be used now; the failure says why, and for how long. */
public final class AccountException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  AccountException(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  /** Why, as an upstream failure of the credential. */
  public Failure failure() {
    return failure;
  }
}
