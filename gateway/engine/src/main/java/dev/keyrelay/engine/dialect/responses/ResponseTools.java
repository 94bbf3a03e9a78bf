package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.ForeignTools;
import dev.keyrelay.engine.dialect.wire.FunctionSchema;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.dialect.wire.WebSearches;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Tools and tool choice of responses, both ways. */
final class ResponseTools {

  private ResponseTools() {}

  /**
   * Reads the tools.
   *
   * @param more those that stand among the input items
   */
  static List<Tool> read(List<JsonNode> given, List<JsonNode> more, Drops drops) {
    var nodes = new ArrayList<>(given);
    nodes.addAll(more);
    boolean agent = nodes.stream().anyMatch(ResponseTools::runByClient);
    var tools = new ArrayList<Tool>();
    for (var node : nodes) {
      var tool = new Fields(node, "tools");
      var own = ClientTool.ofTool(node);
      String type = own.isPresent() ? "" : tool.text("type").orElse("function");
      switch (type) {
        case "" -> {
          own.ifPresent(client -> tools.add(client.function(tool)));
          tool.ignore("type", "execution");
          tool.dropRest(drops);
        }
        case "function" -> tools.add(function(tool, Optional.empty(), "", drops));
        case "custom" -> {
          tools.add(
              new Tool.Custom(
                  tool.needText("name"), tool.text("description"), tool.node("format")));
          tool.dropRest(drops);
        }
        case "namespace" -> tools.addAll(namespace(tool, drops));
        case "web_search", "web_search_preview", "tool_search" -> {
          // Agents offer these beside their own tools, and do without.
          drops.addIf(agent, "tools." + type);
          if (!agent) {
            boolean search = type.startsWith("web_search");
            tools.add(
                search
                    ? new Tool.WebSearch(Dialect.OPENAI_RESPONSES, node)
                    : new Tool.Native(Dialect.OPENAI_RESPONSES, node));
          }
        }
        default -> tools.add(new Tool.Native(Dialect.OPENAI_RESPONSES, node));
      }
    }
    return onceEach(tools);
  }

  /** A search finds tools again and again, and no service takes two of one name. */
  private static List<Tool> onceEach(List<Tool> tools) {
    var seen = new HashSet<String>();
    return tools.stream()
        .filter(
            tool ->
                !(tool instanceof Tool.Function function)
                    || seen.add(function.namespace().orElse("") + "\n" + function.name()))
        .toList();
  }

  private static boolean runByClient(JsonNode tool) {
    String type = tool.path("type").asText("function");
    return type.equals("function")
        || type.equals("custom")
        || type.equals("namespace")
        || ClientTool.ofTool(tool).isPresent();
  }

  /** The tools of a namespace; what is said of all of them is said with the first. */
  private static List<Tool> namespace(Fields space, Drops drops) {
    String name = space.needText("name");
    String about = space.text("description").map(text -> text + "\n\n").orElse("");
    var tools = new ArrayList<Tool>();
    for (var node : space.list("tools")) {
      var tool = new Fields(node, "tools.tools");
      if (tool.text("type").orElse("function").equals("function")) {
        tools.add(function(tool, Optional.of(name), tools.isEmpty() ? about : "", drops));
      } else {
        drops.add("tools.namespace." + node.path("type").asText());
      }
    }
    space.dropRest(drops);
    return tools;
  }

  private static Tool function(Fields tool, Optional<String> namespace, String about, Drops drops) {
    tool.ignore("type");
    var description = tool.text("description");
    var function =
        new Tool.Function(
            tool.needText("name"),
            about.isEmpty() ? description : Optional.of(about + description.orElse("")),
            tool.node("parameters"),
            tool.flag("strict"),
            namespace,
            Optional.empty(),
            Extensions.none(Dialect.OPENAI_RESPONSES));
    tool.dropRest(drops);
    return function;
  }

  static Optional<ToolChoice> readChoice(Fields request) {
    var choice = request.node("tool_choice").orElse(null);
    if (choice == null) {
      return Optional.empty();
    }
    if (choice.isTextual()) {
      return Optional.of(
          switch (choice.textValue()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default ->
                throw new UnsupportedCallException(
                    "tool_choice: " + choice + " (expected: auto, none, required or an object)");
          });
    }
    var object = request.inside(choice, "tool_choice");
    String type = object.text("type").orElse("function");
    return Optional.of(
        switch (type) {
          case "allowed_tools" -> {
            var names = object.list("tools").stream().map(tool -> chosen(object, tool)).toList();
            yield new ToolChoice.Allowed(names, object.text("mode").orElse("").equals("required"));
          }
          case "web_search", "web_search_preview" -> new ToolChoice.Named(WebSearches.NAME, false);
          case "function", "custom" ->
              new ToolChoice.Named(object.needText("name"), type.equals("custom"));
          default ->
              throw new UnsupportedCallException(
                  "tool_choice.type: \""
                      + type
                      + "\" (expected: function, custom or allowed_tools, for this provider)");
        });
  }

  /** The name of a tool among those that may be called; one without a name goes by its type. */
  private static String chosen(Fields choice, JsonNode tool) {
    choice.inside(tool, "tools").ignore("type", "name");
    String type = tool.path("type").asText("");
    return type.startsWith(WebSearches.NAME) ? WebSearches.NAME : tool.path("name").asText(type);
  }

  static ArrayNode write(List<Tool> tools, RequestOptions options, Drops drops) {
    var array = Trees.array();
    for (var tool : tools) {
      array.add(
          switch (tool) {
            case Tool.Function function -> function(function, options, drops);
            case Tool.Custom custom -> {
              var node = Trees.object().put("type", "custom").put("name", custom.name());
              Trees.put(node, "description", custom.description());
              Trees.set(node, "format", custom.format());
              yield node;
            }
            case Tool.WebSearch search -> WebSearches.forResponses(search, drops);
            case Tool.Native other -> own(other.dialect(), other.json());
          });
    }
    return array;
  }

  private static JsonNode own(Dialect dialect, JsonNode tool) {
    return ForeignTools.own(Dialect.OPENAI_RESPONSES, dialect, tool);
  }

  /** Here {@code strict} must be said: left out, it is true. */
  private static ObjectNode function(Tool.Function function, RequestOptions options, Drops drops) {
    drops.addIf(function.cacheControl().isPresent(), "tools.cache_control");
    var node = Trees.object().put("type", "function").put("name", function.name());
    Trees.put(node, "description", function.description());
    var schema = Trees.object().put("type", "object");
    schema.putObject("properties");
    node.set(
        "parameters",
        function.schema().map(options::schema).map(FunctionSchema::of).orElse(schema));
    return node.put("strict", function.strict().orElse(false));
  }

  static JsonNode writeChoice(ToolChoice choice, List<Tool> tools) {
    return switch (choice) {
      case ToolChoice.Auto _ -> Trees.array().textNode("auto");
      case ToolChoice.None _ -> Trees.array().textNode("none");
      case ToolChoice.Required _ -> Trees.array().textNode("required");
      case ToolChoice.Named named when isSearch(named.name(), tools) ->
          Trees.object().put("type", WebSearches.NAME);
      case ToolChoice.Named named ->
          Trees.object()
              .put("type", named.custom() ? "custom" : "function")
              .put("name", named.name());
      case ToolChoice.Allowed some -> {
        var node = Trees.object().put("type", "allowed_tools");
        node.put("mode", some.required() ? "required" : "auto");
        var list = node.putArray("tools");
        for (String name : some.names()) {
          if (isSearch(name, tools)) {
            list.addObject().put("type", WebSearches.NAME);
          } else {
            list.addObject()
                .put("type", isCustom(name, tools) ? "custom" : "function")
                .put("name", name);
          }
        }
        yield node;
      }
    };
  }

  /** Whether a name is that of the search that the service runs, which is chosen by its type. */
  private static boolean isSearch(String name, List<Tool> tools) {
    return name.equals(WebSearches.NAME)
        && tools.stream().anyMatch(Tool.WebSearch.class::isInstance);
  }

  private static boolean isCustom(String name, List<Tool> tools) {
    return tools.stream()
        .anyMatch(tool -> tool instanceof Tool.Custom custom && custom.name().equals(name));
  }
}
