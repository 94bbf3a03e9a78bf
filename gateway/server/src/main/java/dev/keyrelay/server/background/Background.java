package dev.keyrelay.server.background;

import dev.keyrelay.engine.CredentialChanges;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.dispatch.Sleeper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway does by itself as long as it lives, one virtual thread for each task. A host
 * starts it that lives longer than a request; AWS Lambda does not.
 */
@Singleton
public final class Background {

  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  /** A start has other things to do, and a process that ends at once none at all. */
  private static final Duration FIRST_FETCH = Duration.ofSeconds(10);

  private final Engine engine;
  private final CatalogueRefresh catalogue;
  private final QuotaPoll quotas;
  private final HomeWatch home;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<String> polled = new HashSet<>();

  Background(Engine engine, CatalogueRefresh catalogue, QuotaPoll quotas, HomeWatch home) {
    this.engine = engine;
    this.catalogue = catalogue;
    this.quotas = quotas;
    this.home = home;
  }

  /** Starts everything that the configuration wants. */
  public synchronized void start(Sleeper sleeper) {
    if (catalogue.enabled()) {
      begin("catalogue-refresh", () -> refresh(sleeper));
    }
    poll(sleeper);
  }

  private synchronized void poll(Sleeper sleeper) {
    if (engine.configuration().gateway().quotaPolling()) {
      for (String provider : quotas.providers()) {
        if (polled.add(provider)) {
          begin("quota-poll-" + provider, () -> quotas.run(provider, sleeper));
        }
      }
    }
  }

  /**
   * Has the gateway follow what changes in the home folder from now on.
   *
   * @param gateway takes over a configuration
   */
  public synchronized void watchHome(
      Sleeper sleeper, Function<Configuration, CredentialChanges> gateway) {
    begin(
        "home-watch",
        () ->
            home.run(
                sleeper,
                changed -> {
                  var changes = gateway.apply(changed);
                  poll(sleeper);
                  return changes;
                }));
  }

  /** Gives memory back that a burst of requests has left behind, from now on. */
  public synchronized void watchHeap(Sleeper sleeper) {
    begin("heap-watch", () -> HeapWatch.ofThisProcess().run(sleeper));
  }

  private void refresh(Sleeper sleeper) throws InterruptedException {
    sleeper.sleep(FIRST_FETCH);
    sleeper.sleep(catalogue.rest());
    while (true) {
      catalogue.run();
      sleeper.sleep(catalogue.pause());
    }
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  private void begin(String name, Task task) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  try {
                    task.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (RuntimeException e) {
                    LOG.error("{} ended", name, e);
                  }
                }));
  }

  /** Stops everything. */
  @PreDestroy
  public synchronized void close() {
    threads.forEach(Thread::interrupt);
    threads.clear();
  }
}
