package dev.keyrelay.providers.azure;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The addresses below one Azure resource, {@code https://<resource>.openai.azure.com}. */
sealed interface AzureSurface {

  /**
   * The last version of the API that lists deployments to whoever holds a key; later ones leave
   * that to Azure's management.
   */
  String LISTING_VERSION = "2022-12-01";

  /** Where a call goes. */
  URI uri(UpstreamCall call);

  /** The resource's address. */
  String resource();

  /** Where the deployments are listed. */
  default URI deployments() {
    return URI.create(resource() + "/openai/deployments?api-version=" + LISTING_VERSION);
  }

  /**
   * The surface that the user names: an {@code API_VERSION} that is a date chooses addresses by
   * deployment, without it the v1 surface is used, and with {@code preview} what is new there.
   * {@code API_BASE} is the resource, or any address below its {@code /openai}.
   *
   * @throws IllegalArgumentException if there is no {@code API_BASE}
   */
  static AzureSurface of(ProviderSettings settings) {
    if (settings.get("API_BASE").isEmpty()) {
      throw new IllegalArgumentException(
          "AZURE_API_BASE is not set (expected: https://<resource>.openai.azure.com)");
    }
    String base = settings.baseUrl(URI.create("https://openai.azure.com")).toString();
    // Azure's portal shows addresses of deployments, which users paste.
    String resource = base.replaceFirst("(/openai(/.*)?)?(\\?.*)?$", "").replaceFirst("/+$", "");
    String version = settings.get("API_VERSION").orElse("v1");
    return switch (version) {
      case "v1" -> new V1(resource, "");
      case "latest", "preview" -> new V1(resource, "?api-version=" + version);
      default -> new ByDeployment(resource, encoded(version));
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String end(UpstreamCall call) {
    return switch (call.operation()) {
      case GENERATE -> "/chat/completions";
      case COMPLETE -> "/completions";
      case EMBED -> "/embeddings";
      case COUNT_TOKENS ->
          throw new UnsupportedCallException(
              "operation: COUNT_TOKENS (expected: GENERATE, COMPLETE or EMBED)");
    };
  }

  private static boolean isResponses(UpstreamCall call) {
    return call.operation() == Operation.GENERATE && call.dialect() == Dialect.OPENAI_RESPONSES;
  }

  /** {@code /openai/v1/…}: like OpenAI itself, the deployment is the model in the body. */
  record V1(String resource, String query) implements AzureSurface {
    @Override
    public URI uri(UpstreamCall call) {
      String path = isResponses(call) ? "/responses" : end(call);
      return URI.create(resource + "/openai/v1" + path + query);
    }
  }

  /** {@code /openai/deployments/<deployment>/…?api-version=…}; responses have no deployment. */
  record ByDeployment(String resource, String version) implements AzureSurface {
    @Override
    public URI uri(UpstreamCall call) {
      String path =
          isResponses(call) ? "/responses" : "/deployments/" + encoded(call.model()) + end(call);
      return URI.create(resource + "/openai" + path + "?api-version=" + version);
    }
  }
}
