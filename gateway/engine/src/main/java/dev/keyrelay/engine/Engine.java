package dev.keyrelay.engine;

import dev.keyrelay.engine.account.Enrolments;
import dev.keyrelay.engine.account.Upkeep;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.conversation.StoredResponses;
import dev.keyrelay.engine.conversation.UpstreamResponses;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.CallEnd;
import dev.keyrelay.engine.dispatch.CallObservers;
import dev.keyrelay.engine.dispatch.Dispatcher;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.embedding.EmbeddingBatches;
import dev.keyrelay.engine.explain.RouteExplanation;
import dev.keyrelay.engine.explain.RouteQuestion;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.routing.Plan;
import dev.keyrelay.engine.routing.RouteRefused;
import dev.keyrelay.engine.routing.Router;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.engine.upstream.EventLoops;
import dev.keyrelay.engine.upstream.UpstreamClient;
import dev.keyrelay.engine.upstream.UpstreamOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls over pools of credentials: chooses, retries, fails over, counts. Safe for use by
 * any number of threads; a call blocks its thread, which should be a virtual one.
 */
public final class Engine implements AutoCloseable {

  private final Configuration configuration;
  private final Wiring wiring;
  private volatile Router router;
  private final Dispatcher dispatcher;
  private @Nullable Upkeep upkeep;
  private final CallObservers observers = new CallObservers();
  private final RequestLogging logging;
  private final StoredResponses responses;
  private final UpstreamResponses upstreamResponses;
  private final Optional<EmbeddingBatches> batches;

  private Engine(Configuration configuration, Wiring wiring) {
    this.configuration = configuration;
    this.wiring = wiring;
    this.logging =
        new RequestLogging(
            observers,
            configuration.home().logs().resolve("requests"),
            wiring.prices(),
            wiring.clock());
    this.router = wiring.routes().router();
    this.dispatcher = wiring.dispatcher();
    this.responses = wiring.responses(dispatcher);
    this.upstreamResponses = new UpstreamResponses(wiring.active(), wiring.sideHttp());
    var batching = configuration.gateway().embeddings();
    this.batches =
        batching.wanted()
            ? Optional.of(new EmbeddingBatches(batching, this::alone))
            : Optional.empty();
  }

  /**
   * An engine of a configuration. What does not hold becomes a finding of the configuration, and
   * the engine does without it. Plugins are closed by the caller, after the engine.
   *
   * @param state what is kept over restarts; closed with the engine
   */
  public static Engine of(Configuration configuration, Plugins plugins, StateStore state) {
    return of(configuration, plugins, state, UpstreamClient::new);
  }

  /** The same on event loops that others use too, for which it does not wait. */
  public static Engine of(
      Configuration configuration, Plugins plugins, StateStore state, Supplier<EventLoops> shared) {
    return of(configuration, plugins, state, options -> new UpstreamClient(options, shared));
  }

  private static Engine of(
      Configuration configuration,
      Plugins plugins,
      StateStore state,
      Function<UpstreamOptions, UpstreamClient> upstream) {
    var engine =
        new Engine(
            configuration,
            Wiring.of(configuration, plugins, state, upstream, InstantSource.system()));
    engine.logging.follow(configuration.gateway().logs());
    return engine;
  }

  /**
   * An engine for a program of its own, which keeps nothing on disk.
   *
   * @param variables what would be in the environment, such as {@code OPENAI_API_KEY_1}
   * @param factories the providers
   */
  public static Engine of(Map<String, String> variables, ProviderFactory... factories) {
    var all = new HashMap<>(variables);
    all.putIfAbsent("KEYRELAY_SALT", "library");
    var settings = new Settings(Environment.of(all), new Findings());
    return of(
        Configuration.of(new Home(Path.of("")), settings),
        Plugins.of(List.of(factories)),
        new MemoryState());
  }

  /**
   * Answers an OpenAI chat completion call, streamed if its body says so.
   *
   * @param json the request body, with {@code model} as {@code provider/model}
   * @throws GatewayException if nothing serves, or the body is not JSON
   */
  public Answer chat(String json) throws GatewayException, InterruptedException {
    try {
      var body = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
      return answer(
          new Call(
              "",
              Operation.GENERATE,
              Dialect.OPENAI_CHAT,
              body.text("model").orElse(""),
              body.isTrue("stream"),
              body,
              Headers.NONE,
              "",
              wiring.clock().instant().plus(configuration.gateway().timeouts().global())));
    } catch (InvalidJsonException e) {
      throw new GatewayException(ClientError.of(400, String.valueOf(e.getMessage())));
    }
  }

  /**
   * Answers a call.
   *
   * @throws GatewayException if nothing serves; it says why, and when to come back
   * @throws InterruptedException if the calling thread was interrupted; nothing is left open
   */
  public Answer answer(Call call) throws GatewayException, InterruptedException {
    return batches.isPresent() ? batches.get().answer(call) : alone(call);
  }

  private Answer alone(Call call) throws GatewayException, InterruptedException {
    var trace = observers.begin(call);
    try {
      var plan = plan(call.model(), call.operation());
      return StoredResponses.concerns(call)
          ? responses.answer(call, plan, trace)
          : dispatcher.run(call, plan, trace);
    } catch (GatewayException e) {
      trace.ended(CallEnd.refused(e));
      throw e;
    } catch (InterruptedException | RuntimeException e) {
      trace.ended(CallEnd.abandoned());
      throw e;
    }
  }

  /**
   * The targets that a model name stands for.
   *
   * @throws GatewayException if it stands for none
   */
  public Plan plan(String model, Operation operation) throws GatewayException {
    try {
      return router.plan(model, operation);
    } catch (RouteRefused e) {
      throw new GatewayException(refused(e));
    }
  }

  private static ClientError refused(RouteRefused e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case NO_PROVIDER_NAMED ->
          ClientError.of(400, message).withParam("model").withCode("invalid_model");
      case UNKNOWN_PROVIDER ->
          ClientError.of(404, message).withParam("model").withCode("provider_not_found");
      case NO_CREDENTIAL ->
          ClientError.of(400, message).withParam("model").withCode("no_credential_configured");
      case FILTERED -> ClientError.of(404, message).withParam("model").withCode("model_not_found");
      case NOT_OFFERED ->
          ClientError.of(400, message).withParam("model").withCode("operation_not_offered");
    };
  }

  /**
   * What a request would lead to now, and why not to something else. Changes nothing.
   *
   * @throws GatewayException if it continues a response of which a part is gone
   */
  public RouteExplanation explain(RouteQuestion question) throws GatewayException {
    var explainer = wiring.explainer(router);
    var asked = question.request().filter(StoredResponses::concerns);
    if (asked.isEmpty()) {
      return explainer.explain(question);
    }
    var keeper =
        responses
            .keeper(asked.get())
            .map(there -> new RouteQuestion.Keeper(there.provider(), there.credential()));
    return explainer.explain(question.about(responses.whole(asked.get()), keeper));
  }

  /**
   * Takes a credential out of the choice, or lets it in again; kept over restarts.
   *
   * @return whether there is such a credential
   */
  public boolean setDisabled(String provider, String credential, boolean disabled) {
    return wiring.setDisabled(provider, credential, disabled);
  }

  /** The configuration it was made of. */
  public Configuration configuration() {
    return configuration;
  }

  /** The plugins, loaded and refused. */
  public Plugins plugins() {
    return wiring.plugins();
  }

  /** Every provider that has a credential now, by id. */
  public Map<String, ActiveProvider> providers() {
    var providers = new TreeMap<>(wiring.active());
    providers.values().removeIf(one -> !one.hasCredentials());
    return providers;
  }

  /** A provider that has a credential now. */
  public Optional<ActiveProvider> provider(String id) {
    return Optional.ofNullable(wiring.active().get(id)).filter(ActiveProvider::hasCredentials);
  }

  /**
   * From now until {@link #close} tokens of OAuth accounts are renewed ahead of their end, beside
   * the requests. Without this a request renews what it needs.
   */
  public synchronized void lookAfterAccounts() {
    if (upkeep == null) {
      var settings = configuration.gateway().accounts();
      upkeep =
          Upkeep.start(
              wiring.accounts(), settings.refreshInterval(), !settings.skipCheck(), wiring.pause());
    }
  }

  /** How a user gets accounts: logins, their completion, their place on disk. */
  public Enrolments enrolments() {
    return wiring.enrolments();
  }

  /** Responses that clients may come back to. */
  public StoredResponses responses() {
    return responses;
  }

  /** Responses that their providers keep. */
  public UpstreamResponses upstreamResponses() {
    return upstreamResponses;
  }

  /**
   * Takes over what a changed configuration and the folder of accounts say of credentials; what the
   * configuration says of providers: model filters, declared models, places, rotation, concurrency,
   * rates, windows, caps and fair cycles; and of aliases, fallback chains and {@code
   * ROTATION_TOLERANCE}. A credential that came serves from now on; one that went is lent to no
   * further attempt. Calls that begin from now on are logged as it says. Calls under way keep their
   * plan and their leases, counters stay. Everything else is as it was at the start: addresses of
   * providers in use, quota groups, how long conversations are remembered, time-outs.
   */
  public synchronized CredentialChanges follow(Configuration changed) {
    var changes = wiring.follow(changed);
    logging.follow(changed.gateway().logs());
    router = wiring.routes().router();
    if (upkeep != null) {
      upkeep.look(changes.added().stream().map(FoundCredential::id).toList());
    }
    return changes;
  }

  /**
   * What went wrong and still matters, each as a sentence for the operator; empty if all is well.
   */
  public List<String> problems() {
    return Stream.concat(wiring.state().problems().stream(), logging.problem().stream()).toList();
  }

  /** Who is told of calls. */
  public CallObservers observers() {
    return observers;
  }

  /** What the engine is made of, for administration. */
  public Wiring wiring() {
    return wiring;
  }

  /**
   * Takes over the counters that LLM-API-Key-Proxy kept. A credential that has counters already
   * keeps its own, so that it may be called again.
   *
   * @param folder where its files {@code usage_<provider>.json} are; it need not exist
   */
  public UsageImport.Report importUsage(Path folder) {
    return new UsageImport(wiring).read(folder);
  }

  /**
   * Tells and writes what is known and closes every connection, before the process is copied as it
   * is. To be called between calls; until {@link #resume} none is answered.
   */
  public void suspend() {
    wiring.suspend();
  }

  /**
   * Serves again after {@link #suspend}, in the same process or in any number of copies: over new
   * connections, with generators that are seeded anew, and as an instance of its own. The clock
   * needs nothing, it is read for every decision.
   */
  public void resume() {
    wiring.resume();
  }

  /** Cancels what is under way and closes every connection. */
  @Override
  public synchronized void close() {
    if (upkeep != null) {
      upkeep.close();
    }
    wiring.close();
    logging.close();
  }
}
