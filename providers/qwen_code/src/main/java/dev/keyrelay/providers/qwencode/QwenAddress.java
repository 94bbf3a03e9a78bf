package dev.keyrelay.providers.qwencode;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ProviderSettings;
import java.net.URI;
import java.util.Optional;

/**
 * Where a credential's requests go: {@code QWEN_CODE_API_BASE}, else the account's {@code
 * resource_url}, else the portal. The path ends in {@code /v1} exactly once.
 */
final class QwenAddress {

  private static final URI PORTAL = URI.create("https://portal.qwen.ai/v1");

  private final Optional<URI> configured;

  QwenAddress(ProviderSettings settings) {
    configured = settings.get("API_BASE").map(_ -> settings.baseUrl(PORTAL));
  }

  /** The address of a path below {@code /v1}. */
  URI of(Credential credential, String path) {
    return URI.create(configured.orElseGet(() -> named(credential)) + path);
  }

  private static URI named(Credential credential) {
    return switch (credential) {
      case Credential.OAuthAccount account ->
          account.attribute("resource_url").map(QwenAddress::complete).orElse(PORTAL);
      case Credential.ApiKey _, Credential.Anonymous _ -> PORTAL;
    };
  }

  /** A {@code resource_url}, which may be a bare host name. */
  private static URI complete(String text) {
    String bare = text.strip().replaceAll("/+$", "");
    String url =
        bare.startsWith("http://") || bare.startsWith("https://") ? bare : "https://" + bare;
    return URI.create(url.endsWith("/v1") ? url : url + "/v1");
  }
}
