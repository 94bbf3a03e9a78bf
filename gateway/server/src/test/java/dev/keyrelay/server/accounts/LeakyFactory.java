package dev.keyrelay.server.accounts;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A plugin with defects: whatever it is asked to do ends in a failure that quotes a secret. */
final class LeakyFactory implements ProviderFactory {

  static final String ID = "leaky";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Provider create(ProviderContext context) {
    return new Leaky(context);
  }

  private static IllegalStateException quoting(Credential credential) {
    return new IllegalStateException(
        "I was given "
            + switch (credential) {
              case Credential.ApiKey key -> key.key().reveal();
              case Credential.OAuthAccount account -> account.accessToken().reveal();
              case Credential.Anonymous _ -> "nothing";
            });
  }

  private static final class Leaky extends OpenAiCompatibleProvider {

    Leaky(ProviderContext context) {
      super(context, "Leaky", URI.create("http://127.0.0.1:9"));
    }

    @Override
    public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
      throw quoting(credential);
    }

    @Override
    public Optional<ModelListing> modelListing() {
      return Optional.of(
          credential -> {
            throw quoting(credential);
          });
    }

    @Override
    public Optional<CredentialRefresh> credentialRefresh() {
      return Optional.of(
          account -> {
            throw quoting(account);
          });
    }

    @Override
    public Optional<QuotaReadings> quotaReadings() {
      return Optional.of(
          new QuotaReadings() {
            @Override
            public List<QuotaReading> read(Credential credential) {
              throw quoting(credential);
            }
          });
    }
  }
}
