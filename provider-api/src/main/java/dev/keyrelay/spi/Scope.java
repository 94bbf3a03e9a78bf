package dev.keyrelay.spi;

/** What a limit or a cooldown covers. */
public enum Scope {
  /** Nothing: no cooldown follows. */
  NONE,
  /** One credential, for every model. */
  CREDENTIAL,
  /** One credential, for one model. */
  CREDENTIAL_MODEL,
  /** One credential, for the models of one quota group (or the model alone if it has no group). */
  CREDENTIAL_QUOTA_GROUP,
  /** One provider, for one model. */
  PROVIDER_MODEL,
  /** One provider. */
  PROVIDER
}
