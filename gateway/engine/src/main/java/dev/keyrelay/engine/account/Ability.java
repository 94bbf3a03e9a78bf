package dev.keyrelay.engine.account;

import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Provider;
import java.time.Duration;
import java.util.Optional;

/**
 * What a provider can do for its accounts.
 *
 * @param refresh gives fresh tokens
 * @param preparation completes an account
 */
record Ability(Optional<CredentialRefresh> refresh, Optional<AccountPreparation> preparation) {

  static Ability of(Provider provider) {
    return new Ability(provider.credentialRefresh(), provider.accountPreparation());
  }

  /** How long before the end of a token the next one is fetched. */
  Duration ahead() {
    return refresh.map(CredentialRefresh::ahead).orElse(Duration.ZERO);
  }
}
