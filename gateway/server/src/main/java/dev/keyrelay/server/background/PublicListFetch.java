package dev.keyrelay.server.background;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.catalog.PublicList;
import io.micronaut.retry.annotation.Retryable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Fetches public lists of models, trying again twice. Not final: the framework derives from it. */
@Singleton
class PublicListFetch {

  private final Engine engine;

  PublicListFetch(Engine engine) {
    this.engine = engine;
  }

  /**
   * Fetches one list, unless it is as it was.
   *
   * @return whether something changed
   * @throws UncheckedIOException if it was not to be had; the framework retries after unchecked
   *     exceptions alone
   */
  @Retryable(
      includes = UncheckedIOException.class,
      attempts = "2",
      delay = "500ms",
      multiplier = "3")
  boolean fetch(PublicList list) throws InterruptedException {
    var settings = engine.configuration().gateway().catalogue();
    var address =
        switch (list) {
          case OPENROUTER -> settings.openRouter();
          case MODELS_DEV -> settings.modelsDev();
        };
    try {
      return engine.wiring().catalogue().fetch(list, address, engine.wiring().sideHttp());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
