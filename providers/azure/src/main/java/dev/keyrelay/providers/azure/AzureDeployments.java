package dev.keyrelay.providers.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.SideHttp;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Lists what is deployed: {@code {"data":[{"id":"my-gpt","model":"gpt-4o","status":"succeeded"}]}}.
 * The list of models that Azure has beside it is of what could be deployed, which nobody can call.
 */
final class AzureDeployments implements ModelListing {

  private final SideHttp http;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  AzureDeployments(SideHttp http, URI uri, Function<Credential, Headers> headers) {
    this.http = http;
    this.uri = uri;
    this.headers = headers;
  }

  @Override
  public List<ModelInfo> list(Credential credential) throws IOException, InterruptedException {
    JsonNode data = http.getJson(uri, headers.apply(credential)).path("data");
    if (!data.isArray()) {
      throw new IOException(uri + ": no array \"data\" in the answer");
    }
    return StreamSupport.stream(data.spliterator(), false)
        .filter(node -> node.path("id").isTextual())
        .filter(node -> node.path("status").asText("succeeded").equals("succeeded"))
        .map(AzureDeployments::deployment)
        .toList();
  }

  private static ModelInfo deployment(JsonNode node) {
    return new ModelInfo(
        node.path("id").textValue(),
        Optional.ofNullable(node.path("model").textValue()),
        OptionalLong.empty(),
        OptionalLong.empty(),
        ModelInfo.stated(node.path("created_at")));
  }
}
