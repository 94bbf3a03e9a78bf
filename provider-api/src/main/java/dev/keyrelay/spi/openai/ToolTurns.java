package dev.keyrelay.spi.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The part of a chat that tools have, for services that check it more strictly than OpenAI. */
public final class ToolTurns {

  private static final String BRIDGE = "Understood.";
  private static final Set<String> AFTER_TOOL = Set.of("assistant", "tool");

  private ToolTurns() {}

  /**
   * The body with other ids of tool calls, in the calls and in their results; the same body if it
   * has none, or all stay as they are.
   *
   * @param rename always the same id for the same id
   */
  public static JsonBody renamed(JsonBody body, UnaryOperator<String> rename) {
    if (!QuotedWord.isIn(body.bytes(), "tool_calls")
        && !QuotedWord.isIn(body.bytes(), "tool_call_id")) {
      return body;
    }
    JsonNode messages = body.get("messages").orElseGet(JsonBody.MAPPER::createArrayNode);
    boolean changed = false;
    for (JsonNode message : messages) {
      changed |= rename(message, "tool_call_id", rename);
      for (JsonNode call : message.path("tool_calls")) {
        changed |= rename(call, "id", rename);
      }
    }
    return changed ? body.with("messages", messages) : body;
  }

  private static boolean rename(JsonNode node, String field, UnaryOperator<String> rename) {
    if (!(node instanceof ObjectNode object) || !object.path(field).isTextual()) {
      return false;
    }
    String old = object.path(field).textValue();
    String id = rename.apply(old);
    object.put(field, id);
    return !id.equals(old);
  }

  /**
   * The body in which the assistant says a word after the results of tools before anybody else
   * speaks; the same body if it has no such place. Mistral's models refuse it otherwise, although
   * agents send reminders of their own beside results.
   */
  public static JsonBody bridged(JsonBody body) {
    if (!QuotedWord.isIn(body.bytes(), "tool")) {
      return body;
    }
    JsonNode messages = body.get("messages").orElseGet(JsonBody.MAPPER::createArrayNode);
    ArrayNode bridged = JsonBody.MAPPER.createArrayNode();
    String before = "";
    for (JsonNode message : messages) {
      String role = message.path("role").asText();
      if (before.equals("tool") && !AFTER_TOOL.contains(role)) {
        bridged.addObject().put("role", "assistant").put("content", BRIDGE);
      }
      bridged.add(message);
      before = role;
    }
    return bridged.size() > messages.size() ? body.with("messages", bridged) : body;
  }
}
