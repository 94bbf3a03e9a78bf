package dev.keyrelay.providers.gemini;

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
 * Lists models page by page: {@code {"models":[{"name":"models/…","inputTokenLimit":…}],
 * "nextPageToken":…}}. A page holds 50 unless more are asked for (ai.google.dev/api/models).
 */
final class GeminiModels implements ModelListing {

  private static final int PAGE_SIZE = 1000;
  private static final int MOST_PAGES = 100;

  private final SideHttp http;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  GeminiModels(SideHttp http, URI uri, Function<Credential, Headers> headers) {
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
      if (!answer.path("models").isArray()) {
        throw new IOException(uri + ": no array \"models\" in the answer");
      }
      answer.path("models").forEach(model -> add(models, model));
      token = answer.path("nextPageToken").asText("");
      if (token.isEmpty()) {
        return models;
      }
    }
    return models;
  }

  private URI page(String token) {
    String query = uri + "?pageSize=" + PAGE_SIZE;
    return URI.create(
        token.isEmpty()
            ? query
            : query + "&pageToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
  }

  private static void add(List<ModelInfo> models, JsonNode node) {
    if (node.path("name").isTextual()) {
      models.add(
          new ModelInfo(
              node.path("name").textValue().replaceFirst("^models/", ""),
              Optional.ofNullable(node.path("displayName").textValue()),
              number(node.path("inputTokenLimit")),
              number(node.path("outputTokenLimit")),
              OptionalLong.empty()));
    }
  }

  private static OptionalLong number(JsonNode node) {
    return node.asLong(0) > 0 ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }
}
