package dev.keyrelay.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.PagedModelListing;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists models page by page: {@code {"data":[{"id":…,"display_name":…,"created_at":…}],
 * "has_more":true,"last_id":…}} (docs.claude.com/en/api/models-list).
 */
record AnthropicModels(URI uri) implements PagedModelListing.Pages {

  @Override
  public URI address(String after) {
    return PagedModelListing.Pages.page(uri, "limit", "after_id", after);
  }

  @Override
  public JsonNode models(JsonNode page) {
    return page.path("data");
  }

  @Override
  public String next(JsonNode page) {
    return page.path("has_more").asBoolean() ? page.path("last_id").asText("") : "";
  }

  @Override
  public void add(JsonNode node, List<ModelInfo> models) {
    if (node.path("id").isTextual()) {
      models.add(
          new ModelInfo(
              node.path("id").textValue(),
              Optional.ofNullable(node.path("display_name").textValue()),
              ModelInfo.stated(node.path("max_input_tokens")),
              ModelInfo.stated(node.path("max_tokens")),
              seconds(node.path("created_at").asText(""))));
    }
  }

  private static OptionalLong seconds(String text) {
    try {
      return OptionalLong.of(Instant.parse(text).getEpochSecond());
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }
}
