package dev.keyrelay.engine.routing;

import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.spi.ProviderProfile;
import java.util.Optional;

/**
 * A provider as routing sees it.
 *
 * @param displayName the name for people
 * @param profile what it is; absent if it has no credential, and so cannot be called
 * @param policy what the user wants of it
 * @param keyVariable the variable that gives it a credential, for error messages
 */
public record RoutedProvider(
    String displayName,
    Optional<ProviderProfile> profile,
    ProviderPolicy policy,
    String keyVariable) {

  /** Whether it has a credential. */
  public boolean callable() {
    return profile.isPresent();
  }
}
