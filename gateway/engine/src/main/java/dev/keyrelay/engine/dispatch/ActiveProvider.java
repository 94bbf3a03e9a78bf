package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.config.QuotaGroups;
import dev.keyrelay.engine.pool.CredentialPool;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;

/**
 * A provider and the credentials it is called with.
 *
 * @param provider the provider
 * @param pool its credentials
 * @param quotaGroups its quota groups, after the user's changes
 */
public record ActiveProvider(Provider provider, CredentialPool pool, QuotaGroups quotaGroups) {

  /** Whether it has a credential now. */
  public boolean hasCredentials() {
    return pool.size() > 0;
  }

  /** Whether calls of a dialect go to a model of the provider as they are. */
  public boolean speaks(Operation operation, Dialect dialect, String model) {
    return provider.wireFormat().isEmpty() && provider.dialects(operation, model).contains(dialect);
  }
}
