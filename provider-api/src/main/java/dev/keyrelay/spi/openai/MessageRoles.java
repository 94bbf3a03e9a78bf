package dev.keyrelay.spi.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;

/** Renames roles of chat messages, for services that know fewer of them. */
public final class MessageRoles {

  private MessageRoles() {}

  /** The body with every message of a role under another; the same body if there is none. */
  public static JsonBody renamed(JsonBody body, String from, String to) {
    if (!mentions(body.bytes(), from)) {
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

  /** A scan of the bytes spares most bodies the parsing. Roles hold no character to escape. */
  private static boolean mentions(byte[] bytes, String role) {
    int last = bytes.length - role.length() - 2;
    for (int at = 0; at <= last; at++) {
      if (bytes[at] == '"' && quoted(bytes, at + 1, role)) {
        return true;
      }
    }
    return false;
  }

  private static boolean quoted(byte[] bytes, int at, String role) {
    for (int i = 0; i < role.length(); i++) {
      if (bytes[at + i] != role.charAt(i)) {
        return false;
      }
    }
    return bytes[at + role.length()] == '"';
  }
}
