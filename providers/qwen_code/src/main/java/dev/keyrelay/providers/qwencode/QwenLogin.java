package dev.keyrelay.providers.qwencode;

import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.oauth.DeviceGrant;
import dev.keyrelay.spi.oauth.LoginEndpoints;
import dev.keyrelay.spi.oauth.OAuthClient;
import dev.keyrelay.spi.oauth.RefreshTokenGrant;
import dev.keyrelay.spi.oauth.TokenEndpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Logins of Qwen Code: a key, or the device grant with PKCE. */
final class QwenLogin implements Enrolment {

  private static final String SCOPE = "openid profile email model.completion";
  private static final Duration AHEAD = Duration.ofHours(3);

  private final ProviderSettings settings;
  private final DeviceGrant grant;
  private final RefreshTokenGrant refresh;

  QwenLogin(ProviderContext context) {
    settings = context.settings();
    var endpoints = new LoginEndpoints(settings);
    var tokens =
        new TokenEndpoint(
            context.http(),
            context.clock(),
            endpoints.at("https://chat.qwen.ai/api/v1/oauth2/token"));
    grant =
        new DeviceGrant(
            context.http(), endpoints.at("https://chat.qwen.ai/api/v1/oauth2/device/code"), tokens);
    refresh =
        new RefreshTokenGrant(tokens, OAuthClient.of(settings), QwenCodeFactory.PREFIX, AHEAD);
  }

  CredentialRefresh refresh() {
    return refresh;
  }

  @Override
  public List<Way> ways() {
    return List.of(
        new PasteKey(
            "QWEN_CODE_API_KEY", URI.create("https://bailian.console.alibabacloud.com/?apiKey=1")),
        new DeviceWay());
  }

  @Override
  public boolean wantsName() {
    return true;
  }

  @Override
  public Map<String, String> notes() {
    return Map.of(
        "Terms",
        "The free tier of Qwen logins ended on 2026-04-15. A key of Alibaba Cloud Model Studio is"
            + " the way that the vendor supports; set QWEN_CODE_API_BASE to its address.");
  }

  private OAuthClient client() {
    return OAuthClient.required(settings, QwenCodeFactory.PREFIX);
  }

  private final class DeviceWay implements Device {

    @Override
    public DeviceLogin start(String challenge) throws IOException, InterruptedException {
      return grant.start(client(), SCOPE, challenge);
    }

    @Override
    public DeviceAnswer poll(DeviceLogin login, String verifier)
        throws IOException, InterruptedException {
      return grant.poll(client(), login, verifier);
    }
  }
}
