package dev.keyrelay.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.SideHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Lists models as Cohere does: pages of {@code {"models":[{"name":…,"context_length":…}],
 * "next_page_token":…}}. Takes OpenAI's form too, because a user's own base may speak that.
 */
final class CohereModels implements ModelListing {

  private static final int PAGE_SIZE = 1000;
  private static final int MOST_PAGES = 100;

  private final SideHttp http;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  CohereModels(SideHttp http, URI uri, Function<Credential, Headers> headers) {
    this.http = http;
    this.uri = uri;
    this.headers = headers;
  }

  @Override
  public List<ModelInfo> list(Credential credential) throws IOException, InterruptedException {
    var models = new ArrayList<ModelInfo>();
    String token = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = http.getJson(page(token), headers.apply(credential));
      JsonNode list = answer.has("models") ? answer.path("models") : answer.path("data");
      if (!list.isArray()) {
        throw new IOException(uri + ": no array \"models\" in the answer");
      }
      list.forEach(model -> add(models, model));
      token = answer.path("next_page_token").asText("");
      if (token.isEmpty()) {
        return models;
      }
    }
    return models;
  }

  private URI page(String token) {
    String query = "?page_size=" + PAGE_SIZE;
    return URI.create(
        token.isEmpty()
            ? uri + query
            : uri + query + "&page_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
  }

  private static void add(List<ModelInfo> models, JsonNode node) {
    String id = node.path("name").asText(node.path("id").asText(""));
    long context = node.path("context_length").asLong(0);
    if (!id.isEmpty()) {
      models.add(
          new ModelInfo(
              id,
              Optional.empty(),
              context > 0 ? OptionalLong.of(context) : OptionalLong.empty(),
              OptionalLong.empty(),
              OptionalLong.empty()));
    }
  }
}
