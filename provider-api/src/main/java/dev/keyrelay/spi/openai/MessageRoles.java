package dev.keyrelay.spi.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;

/** Renames roles of chat messages, for services that know fewer of them. */
public final class MessageRoles {

  private MessageRoles() {}

  /** The body with every message of a role under another; the same body if there is none. */
  public static JsonBody renamed(JsonBody body, String from, String to) {
    if (!QuotedWord.isIn(body.bytes(), from)) {
      return body;
    }
    JsonNode messages = body.get("messages").orElseGet(JsonBody.MAPPER::createArrayNode);
    boolean changed = false;
    for (JsonNode message : messages) {
      if (message instanceof ObjectNode object && from.equals(object.path("role").textValue())) {
        object.put("role", to);
        changed = true;
      }
    }
    return changed ? body.with("messages", messages) : body;
  }
}
