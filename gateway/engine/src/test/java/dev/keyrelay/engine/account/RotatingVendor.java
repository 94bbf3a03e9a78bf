package dev.keyrelay.engine.account;

import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Credential.ApiKey;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OpenAI's API with accounts: a refresh token serves once and brings the next one, unless told
 * otherwise.
 */
public final class RotatingVendor implements ProviderFactory {

  private final List<String> shown = new ArrayList<>();
  private boolean rotates = true;
  private int number;

  /** A refresh token serves for ever. */
  public synchronized void keepRefreshTokens() {
    rotates = false;
  }

  /** The refresh tokens that were shown, in turn. */
  public synchronized List<String> shown() {
    return List.copyOf(shown);
  }

  private synchronized OAuthAccount refresh(OAuthAccount account) throws NeedsLoginException {
    String token = account.refreshToken().orElseThrow().reveal();
    shown.add(token);
    if (rotates && !token.equals("refresh-token-" + number)) {
      throw new NeedsLoginException("invalid_grant");
    }
    number++;
    return new OAuthAccount(
        account.id(),
        Secret.of("access-token-" + number),
        Optional.of(rotates ? Secret.of("refresh-token-" + number) : account.refreshToken().get()),
        Optional.of(Instant.now().plus(Duration.ofHours(3))),
        account.attributes(),
        Map.of("client_secret", Secret.of("secret-of-the-client")));
  }

  @Override
  public String id() {
    return "openai";
  }

  @Override
  public Provider create(ProviderContext context) {
    var openAi = new OpenAiFactory().create(context);
    return new Provider() {
      @Override
      public ProviderProfile profile() {
        return openAi.profile();
      }

      @Override
      public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
        return openAi.prepare(
            call, new ApiKey(credential.id(), ((OAuthAccount) credential).accessToken()));
      }

      @Override
      public Optional<CredentialRefresh> credentialRefresh() {
        return Optional.of(RotatingVendor.this::refresh);
      }
    };
  }
}
