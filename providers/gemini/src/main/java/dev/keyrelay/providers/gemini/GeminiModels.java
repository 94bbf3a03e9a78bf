package dev.keyrelay.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.PagedModelListing;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists models page by page: {@code {"models":[{"name":"models/…","inputTokenLimit":…}],
 * "nextPageToken":…}}. A page holds 50 unless more are asked for (ai.google.dev/api/models).
 */
record GeminiModels(URI uri) implements PagedModelListing.Pages {

  @Override
  public URI address(String token) {
    return PagedModelListing.Pages.page(uri, "pageSize", "pageToken", token);
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
              ModelInfo.stated(node.path("inputTokenLimit")),
              ModelInfo.stated(node.path("outputTokenLimit")),
              OptionalLong.empty()));
    }
  }
}
