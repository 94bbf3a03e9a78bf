package dev.keyrelay.engine.routing;

import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.spi.ProviderProfile;

/**
 * A provider as routing sees it.
 *
 * @param profile what it is
 * @param policy what the user wants of it
 * @param keyVariable the variable that gives it a credential, for error messages
 * @param callable whether it has a credential
 */
public record RoutedProvider(
    ProviderProfile profile, ProviderPolicy policy, String keyVariable, boolean callable) {}
