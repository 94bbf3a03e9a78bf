package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.ForeignTools;
import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.FunctionSchema;
import dev.keyrelay.engine.dialect.wire.OpenAiModels;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tools and tool choice of chat completions, both ways. */
final class ChatTools {

  private ChatTools() {}

  static ObjectNode anyObject() {
    var schema = Trees.object().put("type", "object");
    schema.putObject("properties");
    return schema;
  }

  static List<Tool> readTools(Fields request, Drops drops) {
    var tools = new ArrayList<Tool>();
    for (var node : request.list("tools")) {
      tools.add(readTool(node, drops));
    }
    for (var node : request.list("functions")) {
      tools.add(function(new Fields(node, "functions"), Optional.empty(), drops));
    }
    return tools;
  }

  private static Tool readTool(JsonNode node, Drops drops) {
    var tool = new Fields(node, "tools");
    return switch (tool.text("type").orElse("function")) {
      case "function" -> {
        var cacheControl = tool.node("cache_control");
        var inner = tool.node("function").orElse(node);
        if (inner != node) {
          tool.dropRest(drops);
        }
        yield function(new Fields(inner, "tools.function"), cacheControl, drops);
      }
      case "custom" -> {
        tool.ignore("custom");
        var custom = tool.inside(node.path("custom"), "custom");
        var free =
            new Tool.Custom(
                custom.needText("name"), custom.text("description"), custom.node("format"));
        tool.dropRest(drops);
        yield free;
      }
      default -> new Tool.Native(Dialect.OPENAI_CHAT, node);
    };
  }

  private static Tool function(Fields function, Optional<JsonNode> cacheControl, Drops drops) {
    function.ignore("type");
    var tool =
        new Tool.Function(
            function.needText("name"),
            function.text("description"),
            function.node("parameters"),
            function.flag("strict"),
            Optional.empty(),
            cacheControl,
            Extensions.none(Dialect.OPENAI_CHAT));
    function.dropRest(drops);
    return tool;
  }

  static Optional<ToolChoice> readChoice(Fields request) {
    var choice = request.node("tool_choice").or(() -> request.node("function_call")).orElse(null);
    if (choice == null) {
      return Optional.empty();
    }
    if (choice.isTextual()) {
      return Optional.of(
          switch (choice.textValue()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required", "any" -> new ToolChoice.Required();
            default ->
                throw new UnsupportedCallException(
                    "tool_choice: " + choice + " (expected: auto, none, required or an object)");
          });
    }
    var object =
        request.inside(
            choice, request.node("tool_choice").isPresent() ? "tool_choice" : "function_call");
    object.ignore("type");
    var allowed = object.object("allowed_tools");
    if (allowed.isEmpty()) {
      return Optional.of(new ToolChoice.Named(nameIn(object), choice.has("custom")));
    }
    var names = new ArrayList<String>();
    for (var node : allowed.get().list("tools")) {
      var tool = allowed.get().inside(node, "tools");
      tool.ignore("type");
      names.add(nameIn(tool));
    }
    boolean required = allowed.get().text("mode").filter("required"::equals).isPresent();
    return Optional.of(new ToolChoice.Allowed(names, required));
  }

  private static String nameIn(Fields choice) {
    return choice
        .object("function")
        .or(() -> choice.object("custom"))
        .orElse(choice)
        .needText("name");
  }

  /** Only OpenAI's models know tools that take free text, and a choice among some tools. */
  static ArrayNode writeTools(ChatRequest request, RequestOptions options, Drops drops) {
    boolean ofOpenAi = OpenAiModels.made(options.model());
    var array = Trees.array();
    for (var tool : request.tools()) {
      switch (tool) {
        case Tool.Function function -> {
          if (ofOpenAi || offered(function.name(), request.toolChoice())) {
            array.add(writeFunction(function, options, drops));
          }
        }
        case Tool.Custom custom -> array.add(ofOpenAi ? writeCustom(custom) : disguised(custom));
        case Tool.WebSearch search -> array.add(own(search.dialect(), search.json()));
        case Tool.Native other -> array.add(own(other.dialect(), other.json()));
      }
    }
    return array;
  }

  private static boolean offered(String name, Optional<ToolChoice> choice) {
    return !(choice.isPresent() && choice.get() instanceof ToolChoice.Allowed some)
        || some.names().contains(name);
  }

  /** A tool that takes free text as a function that takes an object with that text. */
  private static ObjectNode disguised(Tool.Custom custom) {
    var tool = Trees.object().put("type", "function");
    var inner = tool.putObject("function").put("name", custom.name());
    inner.put("description", FreeText.description(custom));
    inner.set("parameters", FreeText.schema());
    return tool;
  }

  private static JsonNode own(Dialect dialect, JsonNode tool) {
    return ForeignTools.own(Dialect.OPENAI_CHAT, dialect, tool);
  }

  private static ObjectNode writeFunction(
      Tool.Function function, RequestOptions options, Drops drops) {
    drops.addIf(function.cacheControl().isPresent(), "tools.cache_control");
    var tool = Trees.object().put("type", "function");
    var inner = tool.putObject("function").put("name", function.name());
    Trees.put(inner, "description", function.description());
    inner.set(
        "parameters",
        function
            .schema()
            .map(options::schema)
            .map(FunctionSchema::of)
            .orElseGet(ChatTools::anyObject));
    Trees.putFlag(inner, "strict", function.strict());
    return tool;
  }

  private static ObjectNode writeCustom(Tool.Custom custom) {
    var tool = Trees.object().put("type", "custom");
    var inner = tool.putObject("custom").put("name", custom.name());
    Trees.put(inner, "description", custom.description());
    Trees.set(inner, "format", custom.format());
    return tool;
  }

  static JsonNode writeChoice(ToolChoice choice, List<Tool> offered, boolean ofOpenAi) {
    return switch (choice) {
      case ToolChoice.Auto _ -> Trees.array().textNode("auto");
      case ToolChoice.None _ -> Trees.array().textNode("none");
      case ToolChoice.Required _ -> Trees.array().textNode("required");
      case ToolChoice.Named named ->
          named(named.name(), named.custom() && ofOpenAi ? "custom" : "function");
      case ToolChoice.Allowed allowed when !ofOpenAi ->
          Trees.array().textNode(allowed.required() ? "required" : "auto");
      case ToolChoice.Allowed allowed -> {
        var node = Trees.object().put("type", "allowed_tools");
        var inner = node.putObject("allowed_tools");
        inner.put("mode", allowed.required() ? "required" : "auto");
        var tools = inner.putArray("tools");
        for (String name : allowed.names()) {
          boolean custom =
              offered.stream().anyMatch(t -> t instanceof Tool.Custom c && c.name().equals(name));
          tools.add(named(name, custom ? "custom" : "function"));
        }
        yield node;
      }
    };
  }

  private static ObjectNode named(String name, String type) {
    var node = Trees.object().put("type", type);
    node.putObject(type).put("name", name);
    return node;
  }
}
