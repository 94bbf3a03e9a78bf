package dev.keyrelay.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.PagedModelListing;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists models as Cohere does: pages of {@code {"models":[{"name":…,"context_length":…}],
 * "next_page_token":…}}. Takes OpenAI's form too, because a user's own base may speak that.
 */
record CohereModels(URI uri) implements PagedModelListing.Pages {

  @Override
  public URI address(String token) {
    return PagedModelListing.Pages.page(uri, "page_size", "page_token", token);
  }

  @Override
  public JsonNode models(JsonNode page) {
    return page.has("models") ? page.path("models") : page.path("data");
  }

  @Override
  public String next(JsonNode page) {
    return page.path("next_page_token").asText("");
  }

  @Override
  public void add(JsonNode node, List<ModelInfo> models) {
    String id = node.path("name").asText(node.path("id").asText(""));
    if (!id.isEmpty()) {
      models.add(
          new ModelInfo(
              id,
              Optional.empty(),
              ModelInfo.stated(node.path("context_length")),
              OptionalLong.empty(),
              OptionalLong.empty()));
    }
  }
}
