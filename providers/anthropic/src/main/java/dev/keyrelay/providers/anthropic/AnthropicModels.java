package dev.keyrelay.providers.anthropic;

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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Lists models page by page: {@code {"data":[{"id":…,"display_name":…,"created_at":…}],
 * "has_more":true,"last_id":…}} (docs.claude.com/en/api/models-list).
 */
final class AnthropicModels implements ModelListing {

  private static final int PAGE_SIZE = 1000;
  private static final int MOST_PAGES = 100;

  private final SideHttp http;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  AnthropicModels(SideHttp http, URI uri, Function<Credential, Headers> headers) {
    this.http = http;
    this.uri = uri;
    this.headers = headers;
  }

  @Override
  public List<ModelInfo> list(Credential credential) throws IOException, InterruptedException {
    var models = new ArrayList<ModelInfo>();
    String last = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = http.getJson(page(last), headers.apply(credential));
      if (!answer.path("data").isArray()) {
        throw new IOException(uri + ": no array \"data\" in the answer");
      }
      answer.path("data").forEach(model -> add(models, model));
      String next = answer.path("last_id").asText("");
      if (!answer.path("has_more").asBoolean() || next.isEmpty() || next.equals(last)) {
        return models;
      }
      last = next;
    }
    return models;
  }

  private URI page(String after) {
    String query = uri + "?limit=" + PAGE_SIZE;
    return URI.create(
        after.isEmpty()
            ? query
            : query + "&after_id=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
  }

  private static void add(List<ModelInfo> models, JsonNode node) {
    if (node.path("id").isTextual()) {
      models.add(
          new ModelInfo(
              node.path("id").textValue(),
              Optional.ofNullable(node.path("display_name").textValue()),
              number(node.path("max_input_tokens")),
              number(node.path("max_tokens")),
              seconds(node.path("created_at").asText(""))));
    }
  }

  private static OptionalLong number(JsonNode node) {
    return node.asLong(0) > 0 ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }

  private static OptionalLong seconds(String text) {
    try {
      return OptionalLong.of(Instant.parse(text).getEpochSecond());
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }
}
