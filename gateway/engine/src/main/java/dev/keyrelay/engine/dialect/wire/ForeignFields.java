package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
          Set.of("audio"),
          Dialect.OPENAI_RESPONSES,
          Set.of("background", "conversation", "previous_response_id", "prompt"),
          Dialect.ANTHROPIC_MESSAGES,
          Set.of("mcp_servers", "container", "thread", "inference_geo"),
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
    leaveOut(extensions, Set.of(), Trees.object(), drops);
  }

  /**
   * Notes the fields as dropped, or refuses, but for those that the two dialects share.
   *
   * @param shared names that mean the same in both
   * @param body takes the shared fields
   */
  public static void leaveOut(
      Extensions extensions, Set<String> shared, ObjectNode body, Drops drops) {
    extensions
        .fields()
        .forEach(
            (name, value) -> {
              if (shared.contains(name)) {
                body.set(name, value);
                return;
              }
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
