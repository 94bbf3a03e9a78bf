package dev.keyrelay.engine.routing;

import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.spi.ProviderProfile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A provider as routing sees it.
 *
 * @param displayName the name for people
 * @param profile what it is; absent if it has no credential, and so cannot be called
 * @param policy what the user wants of it
 * @param variables what its variables begin with, for error messages
 * @param standIns models of its own that stand in for one of it, by upstream id
 */
public record RoutedProvider(
    String displayName,
    Optional<ProviderProfile> profile,
    ProviderPolicy policy,
    String variables,
    Function<String, List<String>> standIns) {

  /** Whether it has a credential. */
  public boolean callable() {
    return profile.isPresent();
  }
}
