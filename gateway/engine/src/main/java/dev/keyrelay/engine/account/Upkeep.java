package dev.keyrelay.engine.account;

import dev.keyrelay.engine.plugin.PluginDefect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after accounts while the gateway runs, so that requests find fresh tokens. Where a process
 * sleeps between requests, as on AWS Lambda, there is none: requests renew what they need.
 */
public final class Upkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** Accounts renewed at the same time. */
  private static final int AT_ONCE = 8;

  private final Accounts accounts;
  private final Duration interval;
  private final boolean atOnce;
  private final Pause pause;
  private final ExecutorService renewals = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;

  private Upkeep(Accounts accounts, Duration interval, boolean atOnce, Pause pause) {
    this.accounts = accounts;
    this.interval = interval;
    this.atOnce = atOnce;
    this.pause = pause;
    accounts.renewOn(renewals);
    this.thread = Thread.ofVirtual().name("accounts").unstarted(this::run);
  }

  /**
   * Starts.
   *
   * @param interval how often expiring tokens are looked for
   * @param atOnce whether all accounts are looked at now, rather than after the first interval
   */
  public static Upkeep start(Accounts accounts, Duration interval, boolean atOnce, Pause pause) {
    var upkeep = new Upkeep(accounts, interval, atOnce, pause);
    upkeep.begin();
    return upkeep;
  }

  private synchronized void begin() {
    if (!accounts.live().isEmpty() && thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /**
   * Files of accounts have changed: new ones are prepared, and those that must log in again are
   * asked whether they have.
   *
   * @param added the ids of the new ones
   */
  public void look(Collection<String> added) {
    begin();
    var ids = new HashSet<>(accounts.loggedOut().keySet());
    if (atOnce) {
      ids.addAll(added);
    }
    var some = ids.stream().flatMap(id -> accounts.live(id).stream()).toList();
    if (!some.isEmpty()) {
      renewals.execute(
          () -> {
            try {
              tend(some);
            } catch (InterruptedException _) {
              // Closed.
            }
          });
    }
  }

  private void run() {
    try {
      if (atOnce) {
        round();
      }
      while (!Thread.interrupted()) {
        pause.of(interval);
        round();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** Looks at every account once. */
  void round() throws InterruptedException {
    tend(accounts.live());
  }

  private void tend(Collection<LiveAccount> some) throws InterruptedException {
    var tasks = new ArrayList<Callable<Void>>();
    for (LiveAccount account : some) {
      tasks.add(
          () -> {
            tend(account);
            return null;
          });
    }
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      LOG.warn("looking after accounts failed: {}", PluginDefect.told(e.getCause()));
    }
  }

  private void tend(LiveAccount account) throws InterruptedException {
    try {
      account.tend(interval);
    } catch (AccountException e) {
      LOG.info("account {} is not ready: {}", account.current().id(), e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    renewals.shutdownNow();
  }
}
