package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.Provider;

/** What a provider may be able to do beyond its duty. */
public enum Ability {
  /** {@link Provider#modelListing()}. */
  MODEL_LISTING,
  /** {@link Provider#quotaReadings()}. */
  QUOTA_READINGS,
  /** {@link Provider#enrolment()}. */
  ENROLMENT,
  /** {@link Provider#credentialRefresh()}. */
  CREDENTIAL_REFRESH,
  /** {@link Provider#accountPreparation()}. */
  ACCOUNT_PREPARATION,
  /** {@link Provider#wireFormat()}. */
  WIRE_FORMAT,
  /** Requests go to {@code <PREFIX>_API_BASE} when the user sets it. */
  BASE_OVERRIDE
}
