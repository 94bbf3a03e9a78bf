package dev.keyrelay.cli.home;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.config.ProviderPolicies;
import dev.keyrelay.engine.config.RoutingSettings;
import dev.keyrelay.engine.config.UnknownVariables;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.credential.CredentialDiscovery;
import dev.keyrelay.engine.credential.CredentialIds;
import dev.keyrelay.engine.credential.Credentials;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.plugin.Refusal;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.spi.ServiceDescription;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a home folder and its environment hold: configuration, plugins, credentials. Reading it
 * calls nobody. Closing it closes the plugins.
 */
public final class Installation implements AutoCloseable {

  private final Configuration configuration;
  private final Plugins plugins;
  private final Credentials credentials;
  private final VariableNames names;

  private Installation(Configuration configuration, Plugins plugins, Credentials credentials) {
    this.configuration = configuration;
    this.plugins = plugins;
    this.credentials = credentials;
    this.names = new VariableNames(credentials.services());
  }

  /** Loads the jars of the folders and finds credentials. */
  public static Installation open(Configuration configuration, List<Path> pluginFolders) {
    Plugins plugins = PluginLoader.load(pluginFolders);
    return new Installation(configuration, plugins, discover(configuration, plugins));
  }

  private static Credentials discover(Configuration configuration, Plugins plugins) {
    var settings = configuration.settings();
    return CredentialDiscovery.standard()
        .discover(
            configuration.home(),
            settings,
            plugins.services(),
            plugins.serveCustomUpstreams(),
            CredentialIds.of(configuration.home(), settings, new SecureRandom()));
  }

  /** What the user set. */
  public Configuration configuration() {
    return configuration;
  }

  /** The provider jars. */
  public Plugins plugins() {
    return plugins;
  }

  /** Every known service, and every credential found. */
  public Credentials credentials() {
    return credentials;
  }

  /** How providers are called in variables. */
  public VariableNames names() {
    return names;
  }

  /** Every credential, provider by provider. */
  public List<FoundCredential> allCredentials() {
    return credentials.byProvider().values().stream().flatMap(List::stream).toList();
  }

  /** A service by its id, in any case and with hyphens or underscores. */
  public Optional<ServiceDescription> service(String name) {
    String wanted = plain(name);
    return credentials.services().stream().filter(s -> plain(s.id()).equals(wanted)).findFirst();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** The user's wishes for each provider. */
  public ProviderPolicies policies() {
    return ProviderPolicies.read(configuration.settings(), credentials.services());
  }

  /** Everything that does not hold or is odd, from reading the whole configuration. */
  public List<Finding> findings() {
    var settings = configuration.settings();
    policies();
    RoutingSettings.read(settings);
    var own = new OwnVariables(this);
    UnknownVariables.report(settings, credentials.services(), own::names);
    own.report(settings.findings());
    plugins.refused().stream().map(Refusal::finding).forEach(settings.findings()::add);
    Contradictions.report(this, settings.findings());
    FormerProxy.report(configuration, settings.findings());
    return configuration.findings();
  }

  /** An engine that keeps nothing; close it before this. */
  public Engine engine() {
    return Engine.of(configuration, plugins, new MemoryState());
  }

  @Override
  public void close() {
    plugins.close();
  }
}
