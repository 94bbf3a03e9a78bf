package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Tool;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tools that the client runs although the dialect defines them, with items of their own. Other
 * dialects are shown functions. In the chat model they are told by a namespace that is their own
 * name.
 */
enum ClientTool {
  /** A command for the client's shell. */
  LOCAL_SHELL("local_shell"),
  /** A search among tools that the client has not shown yet. */
  TOOL_SEARCH("tool_search");

  private static final String SHELL =
      """
      {"type":"object","properties":{"command":{"type":"array","items":{"type":"string"},
      "description":"The program and its arguments."},"working_directory":{"type":"string"},
      "timeout_ms":{"type":"integer"}},"required":["command"]}\
      """;

  private final String word;

  ClientTool(String word) {
    this.word = word;
  }

  /** What a tool of a request is. */
  static Optional<ClientTool> ofTool(JsonNode tool) {
    return switch (tool.path("type").asText()) {
      case "local_shell" -> Optional.of(LOCAL_SHELL);
      case "tool_search" ->
          Optional.of(TOOL_SEARCH).filter(_ -> tool.path("execution").asText().equals("client"));
      default -> Optional.empty();
    };
  }

  /** What an item that calls one is. */
  static Optional<ClientTool> ofItem(JsonNode item) {
    return switch (item.path("type").asText()) {
      case "local_shell_call" -> Optional.of(LOCAL_SHELL);
      case "tool_search_call" ->
          Optional.of(TOOL_SEARCH).filter(_ -> item.path("call_id").isTextual());
      default -> Optional.empty();
    };
  }

  static Optional<ClientTool> of(Part part) {
    return part instanceof Part.ToolCall call
        ? Arrays.stream(values())
            .filter(tool -> tool.word.equals(call.name()))
            .filter(tool -> call.namespace().filter(tool.word::equals).isPresent())
            .findFirst()
        : Optional.empty();
  }

  Tool function(Fields tool) {
    var schema =
        switch (this) {
          case LOCAL_SHELL -> Trees.parseObject(SHELL).map(JsonNode.class::cast);
          case TOOL_SEARCH -> tool.node("parameters");
        };
    var description =
        switch (this) {
          case LOCAL_SHELL -> Optional.of("Runs a command in the user's shell.");
          case TOOL_SEARCH -> tool.text("description");
        };
    return new Tool.Function(
        word,
        description,
        schema,
        Optional.empty(),
        Optional.of(word),
        Optional.empty(),
        Extensions.none(Dialect.OPENAI_RESPONSES));
  }

  Part.ToolCall call(Fields item) {
    var arguments =
        switch (this) {
          case LOCAL_SHELL -> item.node("action").map(JsonNode::<ObjectNode>deepCopy);
          case TOOL_SEARCH -> item.node("arguments").map(JsonNode::<JsonNode>deepCopy);
        };
    arguments.filter(ObjectNode.class::isInstance).ifPresent(a -> ((ObjectNode) a).remove("type"));
    return new Part.ToolCall(
        item.text("call_id").or(() -> item.text("id")).orElse(""),
        word,
        arguments.map(JsonNode::toString).orElse("{}"),
        false,
        Optional.of(word),
        Optional.empty(),
        Optional.empty());
  }

  ObjectNode item(Part.ToolCall call) {
    var item = Trees.object().put("type", word + "_call").put("call_id", call.id());
    var arguments = Trees.parseObject(call.arguments()).orElseGet(Trees::object);
    switch (this) {
      case LOCAL_SHELL -> {
        var action = item.putObject("action").put("type", "exec");
        action.setAll(arguments);
        action.withObject("env");
      }
      case TOOL_SEARCH -> item.put("execution", "client").set("arguments", arguments);
    }
    return item;
  }
}
