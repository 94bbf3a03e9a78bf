package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.ForeignTools;
import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.dialect.wire.WebSearches;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.ToolChoice;
import java.util.List;
import java.util.Optional;

/** Tools and tool choice of messages, both ways. */
final class AnthropicTools {

  private AnthropicTools() {}

  static List<Tool> read(List<JsonNode> tools, Drops drops) {
    return tools.stream().map(node -> read(node, drops)).toList();
  }

  /** Tools of the client have a schema; all others are run by Anthropic, or named by a version. */
  private static Tool read(JsonNode node, Drops drops) {
    var tool = new Fields(node, "tools");
    String type = tool.text("type").orElse("custom");
    if (!type.equals("custom")) {
      return type.startsWith("web_search")
          ? new Tool.WebSearch(Dialect.ANTHROPIC_MESSAGES, node)
          : new Tool.Native(Dialect.ANTHROPIC_MESSAGES, node);
    }
    var function =
        new Tool.Function(
            tool.needText("name"),
            tool.text("description"),
            tool.node("input_schema"),
            tool.flag("strict"),
            Optional.empty(),
            tool.node("cache_control"),
            Extensions.none(Dialect.ANTHROPIC_MESSAGES));
    tool.dropRest(drops);
    return function;
  }

  static ToolChoice readChoice(Fields choice) {
    String type = choice.needText("type");
    return switch (type) {
      case "auto" -> new ToolChoice.Auto();
      case "any" -> new ToolChoice.Required();
      case "none" -> new ToolChoice.None();
      case "tool" -> new ToolChoice.Named(choice.needText("name"), false);
      default ->
          throw new UnsupportedCallException(
              "tool_choice.type: \"" + type + "\" (expected: auto, any, tool or none)");
    };
  }

  static ArrayNode write(List<Tool> tools, Optional<ToolChoice> choice, Drops drops) {
    var array = Trees.array();
    for (var tool : tools) {
      switch (tool) {
        case Tool.Function function -> {
          if (allowed(function.name(), choice)) {
            array.add(function(function, drops));
          }
        }
        case Tool.Custom custom -> array.add(custom(custom));
        case Tool.WebSearch search -> array.add(WebSearches.forAnthropic(search, drops));
        case Tool.Native other -> array.add(own(other.dialect(), other.json()));
      }
    }
    return array;
  }

  private static boolean allowed(String name, Optional<ToolChoice> choice) {
    return !(choice.isPresent() && choice.get() instanceof ToolChoice.Allowed some)
        || some.names().contains(name);
  }

  private static ObjectNode function(Tool.Function function, Drops drops) {
    var tool = Trees.object().put("name", function.name());
    Trees.put(tool, "description", function.description());
    var schema =
        function.schema().map(JsonNode::deepCopy).orElseGet(Trees::object) instanceof ObjectNode o
            ? o
            : Trees.object();
    if (!schema.has("type")) {
      schema.put("type", "object");
    }
    boolean strict = function.strict().orElse(false);
    tool.set("input_schema", strict ? ClosedSchema.of(schema, drops, "tools") : schema);
    if (strict) {
      tool.put("strict", true);
    }
    Trees.set(tool, "cache_control", function.cacheControl());
    return tool;
  }

  /** A tool that takes free text takes an object with that text here. */
  private static ObjectNode custom(Tool.Custom custom) {
    var tool = Trees.object().put("name", custom.name());
    tool.put("description", FreeText.description(custom));
    tool.set("input_schema", FreeText.schema());
    return tool;
  }

  private static JsonNode own(Dialect dialect, JsonNode tool) {
    return ForeignTools.own(Dialect.ANTHROPIC_MESSAGES, dialect, tool);
  }

  static Optional<ObjectNode> writeChoice(Optional<ToolChoice> choice, Optional<Boolean> parallel) {
    boolean single = parallel.filter(p -> !p).isPresent();
    if (choice.isEmpty() && !single) {
      return Optional.empty();
    }
    var node = Trees.object();
    switch (choice.orElseGet(ToolChoice.Auto::new)) {
      case ToolChoice.Auto _ -> node.put("type", "auto");
      case ToolChoice.None _ -> node.put("type", "none");
      case ToolChoice.Required _ -> node.put("type", "any");
      case ToolChoice.Named named -> node.put("type", "tool").put("name", named.name());
      case ToolChoice.Allowed some -> node.put("type", some.required() ? "any" : "auto");
    }
    if (single && !node.path("type").asText().equals("none")) {
      node.put("disable_parallel_tool_use", true);
    }
    return Optional.of(node);
  }
}
