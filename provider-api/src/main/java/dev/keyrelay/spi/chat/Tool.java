package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import java.util.Optional;

/** Something the model may call. */
public sealed interface Tool {

  /**
   * A function that the client runs.
   *
   * @param schema the JSON Schema of the arguments; absent for none
   * @param strict whether upstream must keep to the schema; absent leaves it to upstream
   */
  record Function(
      String name,
      Optional<String> description,
      Optional<JsonNode> schema,
      Optional<Boolean> strict,
      Optional<String> namespace,
      Optional<JsonNode> cacheControl,
      Extensions extensions)
      implements Tool {}

  /** A tool that takes free text, perhaps of a grammar. */
  record Custom(String name, Optional<String> description, Optional<JsonNode> format)
      implements Tool {}

  /** Search of the web by the provider. */
  record WebSearch(Dialect dialect, JsonNode json) implements Tool {}

  /** Another tool that the provider runs, or that only one dialect defines. */
  record Native(Dialect dialect, JsonNode json) implements Tool {}
}
