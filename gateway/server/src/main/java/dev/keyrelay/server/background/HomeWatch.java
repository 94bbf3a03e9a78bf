package dev.keyrelay.server.background;

import dev.keyrelay.engine.CredentialChanges;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.credential.Origin;
import dev.keyrelay.engine.dispatch.Sleeper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine follow what changes in the home folder: credentials that come and go in {@code
 * .env} and {@code oauth_creds}, and settings that need no restart. A look costs a listing of two
 * folders, and is taken rather than an event of the file system, because mounted folders have none.
 */
@Singleton
final class HomeWatch {

  private static final Logger LOG = LoggerFactory.getLogger(HomeWatch.class);

  static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** After so many looks a folder is read although it is still being written. */
  private static final int RESTLESS = 5;

  /** Of so much time, reading takes one part, as long as {@link #MOST_REST} allows. */
  private static final int SHARE = 50;

  /** So soon a change is seen however long reading takes. */
  private static final Duration MOST_REST = Duration.ofSeconds(5);

  private final Engine engine;
  private final Set<Finding> said;

  HomeWatch(Engine engine) {
    this.engine = engine;
    this.said = new HashSet<>(engine.configuration().findings());
  }

  /**
   * Watches until interrupted.
   *
   * @param gateway takes over a configuration
   */
  void run(Sleeper sleeper, Function<Configuration, CredentialChanges> gateway)
      throws InterruptedException {
    Home home = engine.configuration().home();
    // The start read the folder a while before this first look, so it is read once in any case.
    var taken = Optional.<Footprint>empty();
    var before = Footprint.of(home);
    int unlike = 0;
    while (true) {
      sleeper.sleep(BETWEEN_LOOKS);
      var now = Footprint.of(home);
      unlike = now.equals(before) ? 0 : unlike + 1;
      boolean settled = unlike == 0 || unlike >= RESTLESS;
      if (settled && !taken.equals(Optional.of(now))) {
        taken = Optional.of(now);
        unlike = 0;
        var begin = engine.wiring().clock().instant();
        follow(gateway);
        var took = Duration.between(begin, engine.wiring().clock().instant());
        sleeper.sleep(rest(took));
      }
      before = now;
    }
  }

  private static Duration rest(Duration took) {
    var share = took.isNegative() ? Duration.ZERO : took.multipliedBy(SHARE);
    return share.compareTo(MOST_REST) < 0 ? share : MOST_REST;
  }

  private void follow(Function<Configuration, CredentialChanges> gateway) {
    try {
      Configuration changed = engine.configuration().readAgain();
      var changes = gateway.apply(changed);
      changed.findings().stream().filter(said::add).forEach(one -> LOG.warn("{}", one));
      changes.added().forEach(one -> LOG.info("{} is in use", named(one)));
      changes.removed().forEach(one -> LOG.info("{} is used no more", named(one)));
    } catch (RuntimeException e) {
      LOG.error("what changed in the home folder is not in use", e);
    }
  }

  private static String named(FoundCredential found) {
    return switch (found.origin()) {
      case Origin.Variable _, Origin.File _ ->
          "credential " + found.provider() + " " + found.origin().name();
      case Origin.Nowhere _ -> "provider " + found.provider() + ", which needs no credential,";
    };
  }
}
