package dev.keyrelay.engine;

import dev.keyrelay.engine.account.Accounts;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.ProviderPolicies;
import dev.keyrelay.engine.config.RoutingSettings;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.credential.Credentials;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.models.ModelLists;
import dev.keyrelay.engine.routing.Fallbacks;
import dev.keyrelay.engine.routing.RoutedProvider;
import dev.keyrelay.engine.routing.Router;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ServiceDescription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes routers, and the lists of models that they and clients look into. */
final class Routes implements AutoCloseable {

  private static final Duration KEEP_MODEL_LISTS = Duration.ofMinutes(10);

  private final Map<String, ActiveProvider> active;
  private final Settings settings;
  private volatile Credentials credentials;
  private volatile VariableNames names;
  private final ModelLists models;
  private volatile ProviderPolicies policies;

  /**
   * Routes to providers.
   *
   * @param active those that have credentials; complete when {@link #router()} is called
   */
  Routes(
      Map<String, ActiveProvider> active,
      Settings settings,
      Credentials credentials,
      VariableNames names,
      ProviderPolicies policies,
      Accounts accounts,
      InstantSource clock) {
    this.active = active;
    this.settings = settings;
    this.credentials = credentials;
    this.names = names;
    this.policies = policies;
    this.models =
        new ModelLists(active, id -> this.policies.of(id), KEEP_MODEL_LISTS, clock, accounts);
  }

  /** The models that providers list. */
  ModelLists models() {
    return models;
  }

  /** Finds plans by the engine's own configuration. */
  Router router() {
    return router(settings);
  }

  /** Other services may be known from now on, and other providers have credentials. */
  void know(Credentials other, VariableNames otherNames) {
    credentials = other;
    names = otherNames;
  }

  /**
   * Takes what another configuration says of models, aliases and chains, for the same providers.
   */
  Router router(Configuration other) {
    policies = ProviderPolicies.read(other.settings(), credentials.services());
    models.declaredAnew();
    return router(other.settings());
  }

  private Router router(Settings from) {
    var routed = new HashMap<String, RoutedProvider>();
    credentials.services().forEach(service -> routed.put(service.id(), routed(service)));
    var router = new Router(routed, new Fallbacks(RoutingSettings.read(from)), models);
    router.tiers().forEach(models::refresh);
    return router;
  }

  private RoutedProvider routed(ServiceDescription service) {
    String id = service.id();
    var provider =
        Optional.ofNullable(active.get(id))
            .filter(ActiveProvider::hasCredentials)
            .map(ActiveProvider::provider);
    return new RoutedProvider(
        service.displayName(),
        provider.map(Provider::profile),
        policies.of(id),
        keyVariable(id),
        model -> provider.map(made -> made.standIns(model)).orElse(List.of()));
  }

  private String keyVariable(String id) {
    return names.of(id).stream().findFirst().map(name -> name + "_API_KEY").orElse("its key");
  }

  @Override
  public void close() {
    models.close();
  }
}
