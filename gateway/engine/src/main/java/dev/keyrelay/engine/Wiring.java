package dev.keyrelay.engine;

import dev.keyrelay.engine.account.AccountFolder;
import dev.keyrelay.engine.account.AccountPaths;
import dev.keyrelay.engine.account.AccountStore;
import dev.keyrelay.engine.account.Accounts;
import dev.keyrelay.engine.account.Enrolments;
import dev.keyrelay.engine.account.Pause;
import dev.keyrelay.engine.catalog.Catalogue;
import dev.keyrelay.engine.catalog.LiveCatalogue;
import dev.keyrelay.engine.catalog.PriceBook;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.OwnPrice;
import dev.keyrelay.engine.config.ProviderPolicies;
import dev.keyrelay.engine.config.StoredResponseSettings;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.conversation.StoredResponses;
import dev.keyrelay.engine.credential.CredentialIds;
import dev.keyrelay.engine.credential.Credentials;
import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.dispatch.Conversations;
import dev.keyrelay.engine.dispatch.Dispatcher;
import dev.keyrelay.engine.dispatch.Exchanges;
import dev.keyrelay.engine.dispatch.RequestEdits;
import dev.keyrelay.engine.explain.RouteExplainer;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.limit.FairCycle;
import dev.keyrelay.engine.models.ModelLists;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.routing.Router;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.engine.upstream.Deadlines;
import dev.keyrelay.engine.upstream.UpstreamClient;
import dev.keyrelay.engine.upstream.UpstreamOptions;
import dev.keyrelay.engine.upstream.UpstreamSideHttp;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.spi.SideHttp;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The object graph of an engine, on one page. */
public final class Wiring implements AutoCloseable {

  private static final Duration KEEP_GONE = Duration.ofDays(30);
  private static final Deadlines SIDE_CALLS =
      new Deadlines(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30));

  private final Configuration configuration;
  private final Plugins plugins;
  private final InstantSource clock;
  private final UpstreamClient upstream;
  private final SideHttp sideHttp;
  private final CredentialIds ids;
  private volatile Discovered discovered;
  private final Limits limits;
  private final PriceBook prices;
  private final LiveCatalogue catalogue;
  private final StateStore state;
  private final Map<String, ActiveProvider> active = new ConcurrentHashMap<>();
  private final AccountFolder folder;
  private final Enrolments enrolments;
  private final ProviderPools pools;
  private final Routes routes;
  private final Accounts accounts;
  private final Chances chances = new Chances(new SecureRandom());

  private Wiring(
      Configuration configuration,
      Plugins plugins,
      StateStore state,
      Function<UpstreamOptions, UpstreamClient> client,
      InstantSource clock) {
    this.state = state;
    this.configuration = configuration;
    this.plugins = plugins;
    this.clock = clock;
    this.upstream = client.apply(UpstreamOptions.of(configuration));
    this.sideHttp = new UpstreamSideHttp(upstream, SIDE_CALLS);
    this.ids = CredentialIds.of(configuration.home(), configuration.settings(), new SecureRandom());
    var masterKey = MasterKey.of(configuration.settings());
    this.folder = new AccountFolder(configuration.home().accounts(), masterKey);
    this.accounts = new Accounts(clock, pause(), new AccountNews(active));
    new AccountPaths(folder, configuration.settings())
        .importOnce(new VariableNames(plugins.services()));
    this.discovered = Discovered.by(configuration, plugins, ids);
    this.prices =
        new PriceBook(Catalogue.EMPTY, OwnPrice.read(configuration.settings(), discovered.names()));
    this.catalogue =
        new LiveCatalogue(prices, configuration.home().state().resolve("catalogue"), clock);
    this.limits =
        new Limits(
            active, discovered.policies(), configuration.gateway().cooldowns(), prices, clock);
    this.pools =
        new ProviderPools(
            new ProviderPools.Makings(plugins, sideHttp, clock, chances),
            discovered,
            active,
            limits,
            accounts,
            folder,
            sharing(masterKey));
    this.enrolments = new Enrolments(pools::any, folder, clock, pause(), new SecureRandom());
    this.routes = new Routes(active, discovered, accounts, clock);
  }

  static Wiring of(
      Configuration configuration,
      Plugins plugins,
      StateStore state,
      Function<UpstreamOptions, UpstreamClient> client,
      InstantSource clock) {
    var wiring = new Wiring(configuration, plugins, state, client, clock);
    wiring.credentials().byProvider().forEach(wiring.pools::activate);
    wiring.limits.keepIn(state, clock.instant());
    wiring.forgetGone();
    wiring.loadPrices();
    plugins.refused().forEach(r -> configuration.settings().findings().add(r.finding()));
    return wiring;
  }

  /** Tokens are shared sealed, or not at all. */
  private UnaryOperator<AccountStore> sharing(Optional<MasterKey> key) {
    return state instanceof SharedState shared && key.isPresent()
        ? own -> accounts.shared(own, shared, key.get())
        : UnaryOperator.identity();
  }

  /** Counters of credentials that left the configuration are kept for a while: they may return. */
  private void forgetGone() {
    var configured = discovered.credentialIds();
    state.prune(
        (_, credential) -> configured.contains(credential), clock.instant().minus(KEEP_GONE));
  }

  /** Reading the catalogue takes longer than starting, so it is read beside it. */
  private void loadPrices() {
    Thread.ofVirtual().name("catalogue").start(catalogue::load);
  }

  /** Takes over what a changed configuration says of credentials, limits, rotation and routes. */
  CredentialChanges follow(Configuration changed) {
    var before = discovered;
    var now = Discovered.by(changed, plugins, ids);
    discovered = now;
    limits.follow(now.policies());
    pools.follow(now);
    routes.follow(now);
    return CredentialChanges.between(before.credentials(), now.credentials());
  }

  /** Makes routers. */
  Routes routes() {
    return routes;
  }

  Dispatcher dispatcher() {
    var gateway = configuration.gateway();
    var heartbeat = Optional.of(gateway.server().heartbeat()).filter(length -> length.isPositive());
    var exchanges =
        new Exchanges(
            upstream,
            gateway.timeouts(),
            new RequestEdits(gateway.temperatureZero()),
            heartbeat,
            clock,
            accounts);
    return new Dispatcher(
        active,
        exchanges,
        gateway.retries(),
        new Dispatcher.Time(clock, Thread::sleep, chances.next()),
        conversations());
  }

  boolean setDisabled(String provider, String credential, boolean disabled) {
    return limits.setDisabled(provider, credential, disabled);
  }

  RouteExplainer explainer(Router router) {
    return new RouteExplainer(
        router, active, credentials(), limits.ledger(), limits.cooldowns(), conversations(), clock);
  }

  private Conversations conversations() {
    return new Conversations(configuration.gateway().sessionFields());
  }

  /** Keeps responses; to be made once. */
  StoredResponses responses(Dispatcher dispatcher) {
    return StoredResponses.in(
        state,
        StoredResponseSettings.read(configuration.settings()),
        active,
        dispatcher,
        clock,
        client -> ids.of("client", client));
  }

  Map<String, ActiveProvider> active() {
    return active;
  }

  Plugins plugins() {
    return plugins;
  }

  /** The time. */
  public InstantSource clock() {
    return clock;
  }

  /** Who may not be used until when. */
  public Cooldowns cooldowns() {
    return limits.cooldowns();
  }

  /** What was used. */
  public Ledger ledger() {
    return limits.ledger();
  }

  /** The models that providers list. */
  public ModelLists models() {
    return routes.models();
  }

  /** What models are and cost. */
  public PriceBook prices() {
    return prices;
  }

  /** The catalogue behind the prices. */
  public LiveCatalogue catalogue() {
    return catalogue;
  }

  /** What is kept over restarts. */
  public StateStore state() {
    return state;
  }

  /** Credentials that are used up. */
  public FairCycle fairCycle() {
    return limits.fairCycle();
  }

  /** What names credentials and clients. */
  public CredentialIds ids() {
    return ids;
  }

  /** Every known service, and every credential found. */
  public Credentials credentials() {
    return discovered.credentials();
  }

  /** What the user wants of each provider. */
  public ProviderPolicies policies() {
    return discovered.policies();
  }

  Pause pause() {
    return Thread::sleep;
  }

  /** OAuth accounts in use. */
  public Accounts accounts() {
    return accounts;
  }

  /** How a user gets accounts. */
  public Enrolments enrolments() {
    return enrolments;
  }

  /** Calls beside the request path. */
  public SideHttp sideHttp() {
    return sideHttp;
  }

  /** Closes every connection; what is known is told and written before. */
  void suspend() {
    state.flush();
    upstream.disconnect();
    if (state instanceof SharedState shared) {
      shared.disconnect();
    }
  }

  /** Serves again, maybe as one of several copies. */
  void resume() {
    chances.reseed();
    if (state instanceof SharedState shared) {
      shared.becomeAnother();
    }
    upstream.reconnect();
  }

  @Override
  public void close() {
    routes.close();
    pools.close();
    upstream.close();
    state.close();
  }
}
