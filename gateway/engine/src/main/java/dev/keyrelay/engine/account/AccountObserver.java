package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Credential.OAuthAccount;

/** Is told what becomes of an account in use. Must be quick. */
public interface AccountObserver {

  /** Nobody is told. */
  AccountObserver NONE = new AccountObserver() {};

  /** The account has new tokens, or knows more of itself. */
  default void renewed(OAuthAccount account) {}

  /** The account must log in again; {@code why} holds no secret. */
  default void needsLogin(OAuthAccount account, String why) {}

  /** The newest tokens could not be stored; {@code why} holds no secret. */
  default void notStored(OAuthAccount account, String why) {}
}
