package dev.keyrelay.engine.credential;

import dev.keyrelay.spi.Credential;

/**
 * A credential that was found.
 *
 * @param provider the provider id it is for
 * @param credential what the provider is shown; its id is from {@link CredentialIds}
 * @param origin where it was found
 * @param mask what may be shown of it, such as {@code …x4Yz} or {@code al***@***.com}
 */
public record FoundCredential(String provider, Credential credential, Origin origin, String mask) {

  /** The credential's id. */
  public String id() {
    return credential.id();
  }

  /** Origin and mask, for people. */
  public String displayName() {
    return mask.isEmpty() ? origin.name() : origin.name() + " (" + mask + ")";
  }
}
