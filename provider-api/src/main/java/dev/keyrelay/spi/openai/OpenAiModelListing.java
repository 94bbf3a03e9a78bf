package dev.keyrelay.spi.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
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
 * Lists models as {@code GET /models} of OpenAI does: {@code {"data":[{"id":…}]}}, or a bare array.
 */
public final class OpenAiModelListing implements ModelListing {

  private final SideHttp http;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  /**
   * A list at one address.
   *
   * @param headers what shows the credential
   */
  public OpenAiModelListing(SideHttp http, URI uri, Function<Credential, Headers> headers) {
    this.http = http;
    this.uri = uri;
    this.headers = headers;
  }

  @Override
  public List<ModelInfo> list(Credential credential) throws IOException, InterruptedException {
    var answer = http.get(uri, headers.apply(credential).with("Accept", "application/json"));
    if (!answer.ok()) {
      throw new IOException("model listing: status " + answer.status() + " (expected: 200)");
    }
    JsonNode root = JsonBody.MAPPER.readTree(answer.body());
    JsonNode data = root.isArray() ? root : root.path("data");
    if (!data.isArray()) {
      throw new IOException("model listing: no array \"data\" in the answer");
    }
    return StreamSupport.stream(data.spliterator(), false)
        .filter(model -> model.path("id").isTextual())
        .map(OpenAiModelListing::model)
        .distinct()
        .toList();
  }

  private static ModelInfo model(JsonNode node) {
    return new ModelInfo(
        node.path("id").textValue(),
        Optional.ofNullable(node.path("name").textValue()),
        number(node, "context_length", "context_window", "max_model_len", "max_context_length"),
        number(node, "max_completion_tokens", "max_output_tokens"),
        number(node, "created"));
  }

  private static OptionalLong number(JsonNode node, String... names) {
    for (String name : names) {
      if (node.path(name).canConvertToLong() && node.path(name).asLong() > 0) {
        return OptionalLong.of(node.path(name).asLong());
      }
    }
    return OptionalLong.empty();
  }
}
