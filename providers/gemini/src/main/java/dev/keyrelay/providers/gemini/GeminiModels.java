package dev.keyrelay.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.PagedModelListing;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists models page by page: {@code {"models":[{"name":"models/…","inputTokenLimit":…}],
 * "nextPageToken":…}}. A page holds 50 unless more are asked for (ai.google.dev/api/models).
 */
record GeminiModels(URI uri) implements PagedModelListing.Pages {

  private static final int PAGE_SIZE = 1000;

  @Override
  public URI address(String token) {
    String query = uri + "?pageSize=" + PAGE_SIZE;
    return URI.create(
        token.isEmpty()
            ? query
            : query + "&pageToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
  }

  @Override
  public JsonNode models(JsonNode page) {
    return page.path("models");
  }

  @Override
  public String next(JsonNode page) {
    return page.path("nextPageToken").asText("");
  }

  @Override
  public void add(JsonNode node, List<ModelInfo> models) {
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
