package dev.keyrelay.engine.models;

import dev.keyrelay.engine.config.ModelDefinition;
import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.engine.dispatch.ActiveProvider;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of every provider: those that the user declares, and those that upstream lists for any
 * of the credentials. Lists are kept for a while; what upstream does not tell now is told from the
 * last time it did.
 */
public final class ModelLists implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelLists.class);

  /** More credentials than this are taken to see the same models as these. */
  private static final int ASKED_CREDENTIALS = 5;

  private record Kept(List<ModelInfo> models, Instant until) {}

  private final Map<String, ActiveProvider> providers;
  private final Function<String, ProviderPolicy> policies;
  private final Duration keep;
  private final InstantSource clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Lists of some providers.
   *
   * @param policies the filters and declared models of a provider
   * @param keep how long a list of upstream is kept
   */
  public ModelLists(
      Map<String, ActiveProvider> providers,
      Function<String, ProviderPolicy> policies,
      Duration keep,
      InstantSource clock) {
    this.providers = new TreeMap<>(providers);
    this.policies = policies;
    this.keep = keep;
    this.clock = clock;
  }

  /** Every model, by provider. Providers are asked at the same time. */
  public List<ListedModel> all() throws InterruptedException {
    var tasks = new LinkedHashMap<String, Future<List<ListedModel>>>();
    providers.keySet().forEach(id -> tasks.put(id, threads.submit(() -> of(id))));
    var models = new ArrayList<ListedModel>();
    for (var task : tasks.values()) {
      models.addAll(result(task));
    }
    return models;
  }

  /** The models of one provider; none if it has no credential. */
  public List<ListedModel> of(String provider) throws InterruptedException {
    var active = providers.get(provider);
    if (active == null) {
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
    return of(name.substring(0, slash)).stream().filter(m -> m.id().equals(name)).findFirst();
  }

  /** Forgets what was kept, so that upstream is asked again. */
  public void forget() {
    kept.clear();
  }

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
      answer.ifPresent(models -> models.forEach(model -> union.putIfAbsent(model.id(), model)));
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

  private static Optional<List<ModelInfo>> ask(ModelListing listing, Credential credential)
      throws InterruptedException {
    try {
      return Optional.of(listing.list(credential));
    } catch (IOException | RuntimeException e) {
      LOG.info("models of credential {} not listed: {}", credential.id(), e.getMessage());
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
