package dev.keyrelay.providers.iflow;

import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.oauth.AuthorizationCode;
import dev.keyrelay.spi.oauth.LoginEndpoints;
import dev.keyrelay.spi.oauth.OAuthClient;
import dev.keyrelay.spi.oauth.RefreshTokenGrant;
import dev.keyrelay.spi.oauth.TokenEndpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Logins of iFlow: a key, or a browser login whose token is exchanged for a key. */
final class IFlowLogin implements Enrolment, CredentialRefresh {

  private static final Duration AHEAD = Duration.ofHours(24);

  private final ProviderSettings settings;
  private final URI page;
  private final TokenEndpoint tokens;
  private final RefreshTokenGrant refresh;
  private final IFlowKey key;

  IFlowLogin(ProviderContext context) {
    settings = context.settings();
    var endpoints = new LoginEndpoints(settings);
    tokens =
        new TokenEndpoint(
            context.http(), context.clock(), endpoints.at("https://iflow.cn/oauth/token"), true);
    page = endpoints.at("https://iflow.cn/oauth");
    refresh = new RefreshTokenGrant(tokens, OAuthClient.of(settings), IFlowFactory.PREFIX, AHEAD);
    key = new IFlowKey(context.http(), endpoints.at("https://iflow.cn/api/oauth/getUserInfo"));
  }

  AccountPreparation preparation() {
    return key;
  }

  CredentialRefresh refresh() {
    return this;
  }

  @Override
  public List<Way> ways() {
    return List.of(
        new PasteKey("IFLOW_API_KEY", URI.create("https://platform.iflow.cn/profile?tab=apiKey")),
        new BrowserWay());
  }

  @Override
  public Map<String, String> notes() {
    return Map.of(
        "Terms",
        "iFlow ended maintenance of its service for command-line tools on 2026-03-20 and closed it"
            + " on 2026-04-17. New logins are expected to fail.");
  }

  /** Fetches the key again after every refresh, because the service may have made another. */
  @Override
  public OAuthAccount refresh(OAuthAccount account)
      throws IOException, InterruptedException, NeedsLoginException {
    var fresh = refresh.refresh(account);
    try {
      return key.fetch(fresh);
    } catch (IOException _) {
      // The old refresh token is spent: losing the new one would cost the login.
      return fresh;
    }
  }

  @Override
  public Duration ahead() {
    return AHEAD;
  }

  private OAuthClient client() {
    return OAuthClient.required(settings, IFlowFactory.PREFIX);
  }

  private final class BrowserWay implements Browser {

    @Override
    public int callbackPort() {
      return LoginEndpoints.port(settings, IFlowFactory.PREFIX, 11_451);
    }

    @Override
    public String callbackPath() {
      return "/oauth2callback";
    }

    /** The service has parameters of its own, and no PKCE: {@code state} alone guards the code. */
    @Override
    public URI authorizationPage(URI redirect, String state, String challenge) {
      var query = new LinkedHashMap<String, String>();
      query.put("loginMethod", "phone");
      query.put("type", "phone");
      query.put("redirect", redirect.toString());
      query.put("state", state);
      query.put("client_id", client().id());
      return AuthorizationCode.withQuery(page, query);
    }

    @Override
    public OAuthAccount exchange(String code, URI redirect, String verifier)
        throws IOException, InterruptedException {
      var grant =
          Map.of(
              "grant_type",
              "authorization_code",
              "code",
              code,
              "redirect_uri",
              redirect.toString());
      var client = client();
      return key.fetch(tokens.ask(client, grant).account(client, tokens.uri().toString()));
    }
  }
}
