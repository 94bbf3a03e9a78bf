package dev.keyrelay.engine;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.ProviderPolicies;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.credential.CredentialDiscovery;
import dev.keyrelay.engine.credential.CredentialIds;
import dev.keyrelay.engine.credential.Credentials;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.plugin.Plugins;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A configuration, and what was found by it.
 *
 * @param credentials every known service, and every credential
 * @param names how services are called in variables
 * @param policies what the user wants of each provider
 */
record Discovered(
    Configuration configuration,
    Credentials credentials,
    VariableNames names,
    ProviderPolicies policies) {

  /** Looks for everything. What is odd becomes a finding of the configuration. */
  static Discovered by(Configuration configuration, Plugins plugins, CredentialIds ids) {
    var credentials =
        CredentialDiscovery.standard()
            .discover(
                configuration.home(),
                configuration.settings(),
                plugins.services(),
                plugins.serveCustomUpstreams(),
                ids);
    return new Discovered(
        configuration,
        credentials,
        new VariableNames(credentials.services()),
        ProviderPolicies.read(configuration.settings(), credentials.services()));
  }

  /** The ids of all credentials. */
  Set<String> credentialIds() {
    return credentials.byProvider().values().stream()
        .flatMap(List::stream)
        .map(FoundCredential::id)
        .collect(Collectors.toUnmodifiableSet());
  }
}
