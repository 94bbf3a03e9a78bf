package dev.keyrelay.server.background;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.account.AccountException;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.plugin.PluginDefect;
import dev.keyrelay.engine.pool.CredentialPool;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.QuotaReadings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Asks upstream what quota a credential has left, and puts the answer into the ledger. */
@Singleton
public final class QuotaQuestions {

  private final Engine engine;

  QuotaQuestions(Engine engine) {
    this.engine = engine;
  }

  /** Every provider that has a credential now, by id. */
  public Map<String, ActiveProvider> providers() {
    return engine.providers();
  }

  /** The credentials of a provider; empty if it has none. */
  Optional<CredentialPool> pool(String provider) {
    return engine.provider(provider).map(ActiveProvider::pool);
  }

  /** How a provider is asked; empty if it cannot tell. */
  public Optional<QuotaReadings> readings(String provider) {
    return engine.provider(provider).flatMap(active -> active.provider().quotaReadings());
  }

  /**
   * Asks for one credential.
   *
   * @return what went wrong, as a sentence without secrets; empty if it was told
   * @throws InterruptedException if the calling thread was interrupted
   */
  public Optional<String> ask(String provider, QuotaReadings readings, Credential credential)
      throws InterruptedException {
    var wiring = engine.wiring();
    try {
      var read = readings.read(wiring.accounts().ready(credential));
      wiring.ledger().apply(provider, credential.id(), read, wiring.clock().instant());
      pool(provider).ifPresent(pool -> pool.wake(credential.id()));
      return Optional.empty();
    } catch (IOException | AccountException | RuntimeException e) {
      return Optional.of(provider + " " + credential.id() + ": " + PluginDefect.told(e));
    }
  }
}
