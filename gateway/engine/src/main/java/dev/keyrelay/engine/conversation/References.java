package dev.keyrelay.engine.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import dev.keyrelay.spi.JsonBody;
import java.util.Optional;
import java.util.function.Function;

/**
 * Items that a request only names ({@code item_reference}), since the response that brought them is
 * stored: so the AI SDK sends every turn but the first.
 */
final class References {

  private References() {}

  /** Whether an input may name items. */
  static boolean in(JsonBody body) {
    return body.raw("input").filter(ForeignMarks::references).isPresent();
  }

  /**
   * The items with those in place of their names that are known here. Others stay named: they may
   * be the provider's.
   *
   * @param responses finds what is kept of a response, by its id
   * @param carried whether thoughts that another family made are kept
   */
  static ArrayNode resolved(
      ArrayNode items, Function<String, Optional<KeptResponse>> responses, boolean carried) {
    var resolved = JsonBody.MAPPER.createArrayNode();
    for (var item : items) {
      var found =
          item.path("type").asText().equals("item_reference")
              ? found(item.path("id").asText(), responses)
              : Optional.<JsonNode>empty();
      found.ifPresentOrElse(
          meant -> Items.append(resolved, JsonBody.MAPPER.createArrayNode().add(meant), carried),
          () -> resolved.add(item));
    }
    return resolved;
  }

  /** Ids of the gateway's own items are a word, the response's id and a number. */
  private static Optional<JsonNode> found(
      String id, Function<String, Optional<KeptResponse>> responses) {
    int from = id.indexOf('_') + 1;
    int to = id.lastIndexOf('_');
    if (to <= from) {
      return Optional.empty();
    }
    return responses
        .apply(id.substring(from, to))
        .filter(KeptResponse.Here.class::isInstance)
        .map(kept -> ResponseShelf.tree(((KeptResponse.Here) kept).response()).path("output"))
        .flatMap(
            output ->
                output.valueStream().filter(item -> item.path("id").asText().equals(id)).findAny());
  }
}
