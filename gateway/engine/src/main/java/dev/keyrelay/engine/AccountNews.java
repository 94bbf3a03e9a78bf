package dev.keyrelay.engine;

import dev.keyrelay.engine.account.AccountObserver;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.spi.Credential.OAuthAccount;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts renewed accounts into their pools, and tells the log of those that need their owner. */
final class AccountNews implements AccountObserver {

  private static final Logger LOG = LoggerFactory.getLogger(AccountNews.class);

  private final Map<String, ActiveProvider> providers;

  /**
   * News for some providers.
   *
   * @param providers by id; may be filled later
   */
  AccountNews(Map<String, ActiveProvider> providers) {
    this.providers = providers;
  }

  @Override
  public void renewed(OAuthAccount account) {
    for (var active : providers.values()) {
      int rank = active.provider().rank(account).orElse(active.pool().priority(account.id()));
      if (active.pool().replace(account, rank)) {
        active.pool().wake(account.id());
      }
    }
  }

  @Override
  public void needsLogin(OAuthAccount account, String why) {
    LOG.warn("account {} must log in again and is left out until then: {}", account.id(), why);
  }

  @Override
  public void notStored(OAuthAccount account, String why) {
    LOG.error(
        "the new tokens of account {} are not stored and would be lost at a restart: {}",
        account.id(),
        why);
  }
}
