package dev.keyrelay.engine.models;

import dev.keyrelay.engine.account.AccountException;
import dev.keyrelay.engine.account.Accounts;
import dev.keyrelay.engine.config.ModelDefinition;
import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.plugin.PluginDefect;
import dev.keyrelay.engine.routing.Offers;
import dev.keyrelay.engine.routing.SameModel;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.ModelListing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of every provider: those that the user declares, and those that upstream lists for any
 * of the credentials. Lists are kept for a while; what upstream does not tell now is told from the
 * last time it did.
 */
public final class ModelLists implements Offers, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelLists.class);

  /** More credentials than this are taken to see the same models as these. */
  private static final int ASKED_CREDENTIALS = 5;

  /** How long a provider that did not tell its models is not asked again in the background. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** What upstream listed, and the names by what they have in common with other providers'. */
  private record Kept(List<ModelInfo> models, Map<String, String> names, Instant until) {
    Kept(List<ModelInfo> models, Instant until) {
      this(models, inCommon(models.stream().map(ModelInfo::id)), until);
    }
  }

  private static Map<String, String> inCommon(Stream<String> ids) {
    return ids.collect(
        Collectors.toUnmodifiableMap(SameModel::of, id -> id, (first, second) -> first));
  }

  private final Map<String, ActiveProvider> providers;
  private final Function<String, ProviderPolicy> policies;
  private final Duration keep;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final Map<String, Instant> nextAsked = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> declared = new ConcurrentHashMap<>();
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Lists of some providers.
   *
   * @param providers by id; more may come
   * @param policies the filters and declared models of a provider
   * @param keep how long a list of upstream is kept
   * @param accounts keeps the tokens of accounts fresh
   */
  public ModelLists(
      Map<String, ActiveProvider> providers,
      Function<String, ProviderPolicy> policies,
      Duration keep,
      InstantSource clock,
      Accounts accounts) {
    this.providers = providers;
    this.policies = policies;
    this.keep = keep;
    this.clock = clock;
    this.accounts = accounts;
  }

  /** Every model, by provider. Providers are asked at the same time. */
  public List<ListedModel> all() throws InterruptedException {
    var tasks = new LinkedHashMap<String, Future<List<ListedModel>>>();
    new TreeMap<>(providers).keySet().forEach(id -> tasks.put(id, threads.submit(() -> of(id))));
    var models = new ArrayList<ListedModel>();
    for (var task : tasks.values()) {
      models.addAll(result(task));
    }
    return models;
  }

  /** The models of one provider; none if it has no credential. */
  public List<ListedModel> of(String provider) throws InterruptedException {
    var active = providers.get(provider);
    if (active == null || !active.hasCredentials()) {
      return List.of();
    }
    var policy = policies.apply(provider);
    var byId = new LinkedHashMap<String, ModelInfo>();
    for (ModelDefinition declared : policy.models().all()) {
      byId.put(declared.name(), ModelInfo.of(declared.name()));
    }
    upstream(provider, active).forEach(model -> byId.putIfAbsent(model.id(), model));
    return byId.values().stream()
        .filter(model -> policy.filter().allows(model.id()))
        .map(model -> new ListedModel(provider, model))
        .toList();
  }

  /** A model by the name that clients write. */
  public Optional<ListedModel> find(String name) throws InterruptedException {
    int slash = name.indexOf('/');
    if (slash <= 0) {
      return Optional.empty();
    }
    String provider = name.substring(0, slash).toLowerCase(Locale.ROOT);
    String id = provider + name.substring(slash);
    return of(provider).stream().filter(m -> m.id().equals(id)).findFirst();
  }

  /** As far as is known: what is out of date is asked for beside the caller. */
  @Override
  public Optional<String> listed(String provider, String model) {
    var active = providers.get(provider);
    if (active == null || !active.hasCredentials()) {
      return Optional.empty();
    }
    var own =
        declared.computeIfAbsent(
            provider,
            id -> inCommon(policies.apply(id).models().all().stream().map(ModelDefinition::name)));
    var old = kept.get(provider);
    if (old == null || !clock.instant().isBefore(old.until)) {
      refresh(provider);
    }
    return Optional.ofNullable(own.get(model))
        .or(() -> Optional.ofNullable(old).map(known -> known.names.get(model)));
  }

  /** Asks a provider for its models in the background, unless it was asked just now. */
  public void refresh(String provider) {
    var active = providers.get(provider);
    Instant now = clock.instant();
    var next = nextAsked.get(provider);
    if (active == null || (next != null && now.isBefore(next))) {
      return;
    }
    var pause = now.plus(PAUSE);
    boolean first =
        next == null
            ? nextAsked.putIfAbsent(provider, pause) == null
            : nextAsked.replace(provider, next, pause);
    if (first) {
      threads.submit(() -> upstream(provider, active));
    }
  }

  /** Why credentials were told no models when they asked last, by the credential's id. */
  public Map<String, String> problems() {
    return Map.copyOf(problems);
  }

  /** The user declares other models from now on. */
  public void declaredAnew() {
    declared.clear();
  }

  /** Names with control characters are left out: no request may name them, and terminals obey. */
  private List<ModelInfo> upstream(String provider, ActiveProvider active)
      throws InterruptedException {
    var listing = active.provider().modelListing();
    if (listing.isEmpty()) {
      return List.of();
    }
    var old = kept.get(provider);
    if (old != null && clock.instant().isBefore(old.until)) {
      return old.models;
    }
    var union = new LinkedHashMap<String, ModelInfo>();
    boolean told = false;
    for (var answer : asked(listing.get(), active)) {
      told |= answer.isPresent();
      answer.stream()
          .flatMap(List::stream)
          .filter(model -> model.id().chars().noneMatch(Character::isISOControl))
          .forEach(model -> union.putIfAbsent(model.id(), model));
    }
    if (!told) {
      return old == null ? List.of() : old.models;
    }
    var models = List.copyOf(union.values());
    kept.put(provider, new Kept(models, clock.instant().plus(keep)));
    return models;
  }

  private List<Optional<List<ModelInfo>>> asked(ModelListing listing, ActiveProvider active)
      throws InterruptedException {
    var tasks = new ArrayList<Callable<Optional<List<ModelInfo>>>>();
    active.pool().members().stream()
        .filter(member -> !member.disabled())
        .limit(ASKED_CREDENTIALS)
        .forEach(member -> tasks.add(() -> ask(listing, member.credential())));
    var answers = new ArrayList<Optional<List<ModelInfo>>>();
    for (var task : threads.invokeAll(tasks)) {
      answers.add(result(task));
    }
    return answers;
  }

  private Optional<List<ModelInfo>> ask(ModelListing listing, Credential credential)
      throws InterruptedException {
    try {
      var listed = Optional.of(listing.list(accounts.ready(credential)));
      problems.remove(credential.id());
      return listed;
    } catch (IOException | AccountException | RuntimeException e) {
      String problem = PluginDefect.told(e);
      problems.put(credential.id(), problem);
      LOG.info("models of credential {} not listed: {}", credential.id(), problem);
      return Optional.empty();
    }
  }

  private static <T> T result(Future<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("listing models failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
