package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the messages of a request, and the one of an answer. */
final class ChatMessagesReader {

  private final Drops drops;
  private final ChatPartReader parts;
  private final Set<String> customCalls = new HashSet<>();

  ChatMessagesReader(Drops drops) {
    this.drops = drops;
    this.parts = new ChatPartReader(drops);
  }

  List<Turn> read(List<JsonNode> messages) {
    return messages.stream().map(this::read).toList();
  }

  private Turn read(JsonNode node) {
    var message = new Fields(node, "messages");
    var role = message.needText("role");
    var cacheControl = message.node("cache_control");
    var turn =
        switch (role) {
          case "system" -> plain(Turn.Role.SYSTEM, message, cacheControl);
          case "developer" -> plain(Turn.Role.DEVELOPER, message, cacheControl);
          case "user" -> plain(Turn.Role.USER, message, cacheControl);
          case "assistant" -> new Turn(Turn.Role.ASSISTANT, said(message), message.text("name"));
          case "tool", "function" -> result(message, cacheControl);
          default ->
              throw new UnsupportedCallException(
                  "messages.role: \""
                      + role
                      + "\" (expected: system, developer, user, assistant or tool)");
        };
    message.dropRest(drops);
    return turn;
  }

  private Turn plain(Turn.Role role, Fields message, Optional<JsonNode> cacheControl) {
    return new Turn(role, content(message, cacheControl), message.text("name"));
  }

  private Turn result(Fields message, Optional<JsonNode> cacheControl) {
    var name = message.text("name");
    String id = message.text("tool_call_id").or(() -> name).orElse("");
    var result =
        new Part.ToolResult(
            id,
            name,
            content(message, Optional.empty()),
            false,
            customCalls.contains(id),
            cacheControl);
    return new Turn(Turn.Role.USER, List.of(result), Optional.empty());
  }

  private List<Part> content(Fields message, Optional<JsonNode> cacheControl) {
    var content = message.node("content").orElse(null);
    if (content == null) {
      return List.of();
    }
    if (content.isTextual()) {
      return List.of(new Part.Text(content.textValue(), List.of(), cacheControl, Optional.empty()));
    }
    var result = new ArrayList<Part>();
    message.list("content").forEach(part -> result.add(parts.read(part)));
    return result;
  }

  /**
   * What an assistant said: thoughts first, then words, then calls; the dialect has no other order.
   */
  List<Part> said(Fields message) {
    var said = new ArrayList<Part>(Thoughts.read(message));
    var words = content(message, message.node("cache_control"));
    var signature = signature(message);
    if (signature.isPresent() && words.isEmpty()) {
      words = List.of(Part.Text.of(""));
    }
    for (var part : words) {
      boolean last = part == words.getLast();
      var signed = part instanceof Part.Text text && last ? signed(text, signature) : part;
      boolean empty =
          signed instanceof Part.Text text && text.text().isEmpty() && text.signature().isEmpty();
      if (!empty) {
        said.add(signed);
      }
    }
    message
        .text("refusal")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> said.add(new Part.Refusal(text)));
    message
        .list("tool_calls")
        .forEach(call -> said.add(call(message.inside(call, "tool_calls"), call)));
    message.object("function_call").ifPresent(call -> said.add(functionCall(call)));
    return said;
  }

  private static Part.Text signed(Part.Text text, Optional<Opaque> signature) {
    return new Part.Text(text.text(), text.citations(), text.cacheControl(), signature);
  }

  private static Optional<Opaque> signature(Fields owner) {
    return owner
        .object("extra_content")
        .flatMap(extra -> extra.object("google"))
        .flatMap(google -> google.text("thought_signature"))
        .map(text -> new Opaque(Family.GEMINI, text, Optional.empty()));
  }

  private Part call(Fields call, JsonNode node) {
    call.ignore("type", "index");
    String id = call.text("id").orElse("");
    var signature = signature(call);
    var cacheControl = call.node("cache_control");
    var custom = call.object("custom");
    if (custom.isPresent()) {
      customCalls.add(id);
      var inner = custom.get();
      return new Part.ToolCall(
          id,
          inner.needText("name"),
          inner.text("input").orElse(""),
          true,
          Optional.empty(),
          signature,
          cacheControl);
    }
    var inner = call.inside(call.node("function").orElse(node.path("function")), "function");
    return new Part.ToolCall(
        id,
        inner.needText("name"),
        arguments(inner),
        false,
        Optional.empty(),
        signature,
        cacheControl);
  }

  /** Arguments are a text; a few services give the object itself. */
  private static String arguments(Fields function) {
    return function
        .node("arguments")
        .map(node -> node.isTextual() ? node.textValue() : node.toString())
        .orElse("");
  }

  private static Part functionCall(Fields call) {
    String name = call.needText("name");
    return new Part.ToolCall(
        name, name, arguments(call), false, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
