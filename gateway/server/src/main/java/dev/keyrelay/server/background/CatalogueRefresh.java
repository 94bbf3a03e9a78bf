package dev.keyrelay.server.background;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.catalog.PublicList;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the catalogue of models and prices up to date. Requests never wait for it. */
@Singleton
final class CatalogueRefresh {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogueRefresh.class);

  private static final Duration AFTER_MISS = Duration.ofMinutes(30);

  private final Engine engine;
  private final PublicListFetch lists;
  private final Set<PublicList> missed = EnumSet.noneOf(PublicList.class);

  CatalogueRefresh(Engine engine, PublicListFetch lists) {
    this.engine = engine;
    this.lists = lists;
  }

  boolean enabled() {
    return engine.configuration().gateway().catalogue().refresh();
  }

  Duration interval() {
    return engine.configuration().gateway().catalogue().interval();
  }

  /** How long what earlier runs fetched is still young enough; zero if there is nothing. */
  Duration rest() {
    var wiring = engine.wiring();
    Instant now = wiring.clock().instant();
    return wiring
        .catalogue()
        .refreshedAt()
        .map(at -> Duration.between(now, at.plus(interval())))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  /** How long to wait after a round: less if a list was not to be had. */
  Duration pause() {
    return missed.isEmpty() || interval().compareTo(AFTER_MISS) < 0 ? interval() : AFTER_MISS;
  }

  /** Fetches every list. One that is not to be had is told once, and what is known stays. */
  void run() throws InterruptedException {
    for (PublicList list : PublicList.values()) {
      try {
        if (lists.fetch(list)) {
          LOG.debug("model list of {}: {} models", list.word(), size(list));
        }
        missed.remove(list);
      } catch (UncheckedIOException e) {
        if (missed.add(list)) {
          LOG.info("model list of {} not refreshed: {}", list.word(), e.getMessage());
        }
      }
    }
  }

  private int size(PublicList list) {
    return engine.wiring().catalogue().size(list);
  }
}
