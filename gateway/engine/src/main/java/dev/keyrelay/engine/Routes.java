package dev.keyrelay.engine;

import dev.keyrelay.engine.account.Accounts;
import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.engine.config.RoutingSettings;
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
  private final ModelLists models;
  private volatile Discovered discovered;

  /**
   * Routes to providers.
   *
   * @param active those that have credentials; complete when {@link #router()} is called
   */
  Routes(
      Map<String, ActiveProvider> active,
      Discovered discovered,
      Accounts accounts,
      InstantSource clock) {
    this.active = active;
    this.discovered = discovered;
    this.models = new ModelLists(active, this::policy, KEEP_MODEL_LISTS, clock, accounts);
  }

  /** The models that providers list. */
  ModelLists models() {
    return models;
  }

  /** Routers know of other services, credentials, models, aliases and chains from now on. */
  void follow(Discovered other) {
    discovered = other;
    models.declaredAnew();
  }

  /** Finds plans by what is known now. */
  Router router() {
    var routed = new HashMap<String, RoutedProvider>();
    discovered.credentials().services().forEach(one -> routed.put(one.id(), routed(one)));
    var chains = RoutingSettings.read(discovered.configuration().settings());
    var router = new Router(routed, new Fallbacks(chains), models);
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
        policy(id),
        service.variablePrefixes().getFirst(),
        model -> provider.map(made -> made.standIns(model)).orElse(List.of()));
  }

  private ProviderPolicy policy(String id) {
    return discovered.policies().of(id);
  }

  @Override
  public void close() {
    models.close();
  }
}
