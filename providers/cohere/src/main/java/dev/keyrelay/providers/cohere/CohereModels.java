package dev.keyrelay.providers.cohere;

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
 * Lists models as Cohere does: pages of {@code {"models":[{"name":…,"context_length":…}],
 * "next_page_token":…}}. Takes OpenAI's form too, because a user's own base may speak that.
 */
record CohereModels(URI uri) implements PagedModelListing.Pages {

  private static final int PAGE_SIZE = 1000;

  @Override
  public URI address(String token) {
    String query = "?page_size=" + PAGE_SIZE;
    return URI.create(
        token.isEmpty()
            ? uri + query
            : uri + query + "&page_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
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
