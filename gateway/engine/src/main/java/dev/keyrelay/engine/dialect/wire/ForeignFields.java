package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Extensions;
import java.util.Map;
import java.util.Set;

/** What becomes of top-level request fields that another dialect does not have. */
public final class ForeignFields {

  /** Fields without which the answer would be another one than asked for. */
  private static final Map<Dialect, Set<String>> REFUSED =
      Map.of(
          Dialect.OPENAI_CHAT,
          Set.of("audio", "web_search_options"),
          Dialect.OPENAI_RESPONSES,
          Set.of("background", "conversation", "previous_response_id", "prompt"),
          Dialect.ANTHROPIC_MESSAGES,
          Set.of("mcp_servers", "container", "thread"),
          Dialect.GEMINI,
          Set.of(
              "cachedContent",
              "generationConfig.responseModalities",
              "generationConfig.speechConfig"));

  private ForeignFields() {}

  /** Whether a field of a dialect is refused by all others. */
  public static boolean refused(Dialect dialect, String field) {
    return REFUSED.getOrDefault(dialect, Set.of()).contains(field);
  }

  /** Notes the fields as dropped, or refuses. */
  public static void leaveOut(Extensions extensions, Drops drops) {
    extensions
        .fields()
        .forEach(
            (name, value) -> {
              if (refused(extensions.dialect(), name) && asksForSomething(value)) {
                throw new UnsupportedCallException(
                    name
                        + ": the chosen provider cannot do this (expected: no such field; remove"
                        + " it, or choose a model whose provider speaks this API itself)");
              }
              drops.add(name);
            });
  }

  private static boolean asksForSomething(JsonNode value) {
    return !value.isNull()
        && !(value.isBoolean() && !value.booleanValue())
        && !(value.isContainerNode() && value.isEmpty());
  }
}
