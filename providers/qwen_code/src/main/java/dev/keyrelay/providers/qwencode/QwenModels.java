package dev.keyrelay.providers.qwencode;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.openai.OpenAiModelListing;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the service lists to keys; to logins the portal lists nothing, so they get what is known.
 */
final class QwenModels implements ModelListing {

  private final SideHttp http;
  private final QwenAddress address;

  QwenModels(SideHttp http, QwenAddress address) {
    this.http = http;
    this.address = address;
  }

  @Override
  public List<ModelInfo> list(Credential credential) throws IOException, InterruptedException {
    return switch (credential) {
      case Credential.OAuthAccount _ ->
          Stream.of("qwen3-coder-plus", "qwen3-coder-flash", "coder-model")
              .map(ModelInfo::of)
              .toList();
      case Credential.ApiKey _, Credential.Anonymous _ ->
          new OpenAiModelListing(http, address.of(credential, "/models"), QwenCodeProvider::headers)
              .list(credential);
    };
  }
}
