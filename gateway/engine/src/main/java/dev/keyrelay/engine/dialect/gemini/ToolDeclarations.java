package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.ForeignTools;
import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.dialect.wire.WebSearches;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tools and tool choice of generateContent, both ways. */
final class ToolDeclarations {

  private static final String SEARCH = "googleSearch";

  private ToolDeclarations() {}

  static List<Tool> read(Fields request, Drops drops) {
    var tools = new ArrayList<Tool>();
    JsonNode given = request.node("tools").orElseGet(Trees::array);
    for (var node : given.isObject() ? List.of(given) : request.list("tools")) {
      Names.camel(node)
          .properties()
          .forEach(entry -> read(entry.getKey(), entry.getValue(), tools, drops));
    }
    return tools;
  }

  /** One object may hold functions beside tools that Google runs. */
  private static void read(String kind, JsonNode value, List<Tool> tools, Drops drops) {
    if (kind.equals("functionDeclarations")) {
      value.forEach(node -> tools.add(function(Names.fields(node, "tools"), drops)));
    } else if (!value.isNull()) {
      var alone = Trees.object();
      alone.set(kind, value);
      tools.add(
          kind.startsWith(SEARCH)
              ? new Tool.WebSearch(Dialect.GEMINI, alone)
              : new Tool.Native(Dialect.GEMINI, alone));
    }
  }

  private static Tool function(Fields declaration, Drops drops) {
    var tool =
        new Tool.Function(
            declaration.needText("name"),
            declaration.text("description"),
            declaration
                .node("parametersJsonSchema")
                .or(() -> declaration.node("parameters").map(OpenSchema::jsonSchema)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Extensions.none(Dialect.GEMINI));
    declaration.ignore("parameters", "response", "responseJsonSchema");
    declaration.dropRest(drops);
    return tool;
  }

  static Optional<ToolChoice> readChoice(Fields request, Drops drops) {
    var node = request.node("toolConfig").orElse(null);
    if (node == null) {
      return Optional.empty();
    }
    var config = Names.fields(node, "toolConfig");
    var calling = config.node("functionCallingConfig").map(c -> Names.fields(c, "toolConfig"));
    config.dropRest(drops);
    if (calling.isEmpty()) {
      return Optional.empty();
    }
    String mode = calling.get().text("mode").orElse("AUTO").toUpperCase(Locale.ROOT);
    var names = calling.get().texts("allowedFunctionNames");
    calling.get().dropRest(drops);
    return Optional.of(
        switch (mode) {
          case "NONE" -> new ToolChoice.None();
          case "AUTO", "VALIDATED", "MODE_UNSPECIFIED" ->
              names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(names, false);
          case "ANY" ->
              switch (names.size()) {
                case 0 -> new ToolChoice.Required();
                case 1 -> new ToolChoice.Named(names.getFirst(), false);
                default -> new ToolChoice.Allowed(names, true);
              };
          default ->
              throw new UnsupportedCallException(
                  "toolConfig.functionCallingConfig.mode: \""
                      + mode
                      + "\" (expected: AUTO, ANY, NONE or VALIDATED)");
        });
  }

  static void write(ObjectNode body, ChatRequest request, RequestOptions options, Drops drops) {
    var choice = request.toolChoice();
    var functions = Trees.array();
    var others = Trees.array();
    for (var tool : request.tools()) {
      switch (tool) {
        case Tool.Function function -> {
          if (offered(function.name(), choice)) {
            functions.add(function(function, options, drops));
          }
        }
        case Tool.Custom custom -> functions.add(custom(custom, options));
        case Tool.WebSearch search -> others.add(search(search, request.tools(), drops));
        case Tool.Native other -> others.add(own(other.dialect(), other.json()));
      }
    }
    if (functions.isEmpty() && others.isEmpty()) {
      return;
    }
    var tools = body.putArray("tools");
    if (!functions.isEmpty()) {
      tools.addObject().set("functionDeclarations", functions);
    }
    tools.addAll(others);
    choice.filter(_ -> !functions.isEmpty()).ifPresent(c -> writeChoice(body, c));
    drops.addIf(request.parallelToolCalls().filter(p -> !p).isPresent(), "parallel_tool_calls");
  }

  /** A model that may, but need not, call some tools is offered those alone. */
  private static boolean offered(String name, Optional<ToolChoice> choice) {
    return !(choice.isPresent()
            && choice.get() instanceof ToolChoice.Allowed some
            && !some.required())
        || some.names().contains(name);
  }

  private static ObjectNode function(Tool.Function function, RequestOptions options, Drops drops) {
    drops.addIf(function.cacheControl().isPresent(), "tools.cache_control");
    drops.addIf(function.strict().orElse(false), "tools.strict");
    var declaration = Trees.object().put("name", function.name());
    Trees.put(declaration, "description", function.description());
    function
        .schema()
        .filter(schema -> !schema.isEmpty())
        .ifPresent(schema -> schema(declaration, schema, options));
    return declaration;
  }

  private static void schema(ObjectNode declaration, JsonNode schema, RequestOptions options) {
    declaration.set(
        options.schemaSubset() ? "parameters" : "parametersJsonSchema", options.schema(schema));
  }

  /** A tool that takes free text takes an object with that text here. */
  private static ObjectNode custom(Tool.Custom custom, RequestOptions options) {
    var declaration = Trees.object().put("name", custom.name());
    declaration.put("description", FreeText.description(custom));
    schema(declaration, FreeText.schema(), options);
    return declaration;
  }

  /** Gemini's search goes with no functions. */
  private static JsonNode search(Tool.WebSearch search, List<Tool> all, Drops drops) {
    if (search.dialect() != Dialect.GEMINI && all.size() > 1) {
      return own(search.dialect(), search.json());
    }
    return WebSearches.forGemini(search, drops);
  }

  private static JsonNode own(Dialect dialect, JsonNode tool) {
    return ForeignTools.own(Dialect.GEMINI, dialect, tool);
  }

  private static void writeChoice(ObjectNode body, ToolChoice choice) {
    var calling = Trees.object();
    switch (choice) {
      case ToolChoice.Auto _ -> calling.put("mode", "AUTO");
      case ToolChoice.None _ -> calling.put("mode", "NONE");
      case ToolChoice.Required _ -> calling.put("mode", "ANY");
      case ToolChoice.Named named ->
          calling.put("mode", "ANY").putArray("allowedFunctionNames").add(named.name());
      case ToolChoice.Allowed some -> {
        calling.put("mode", some.required() ? "ANY" : "AUTO");
        if (some.required()) {
          some.names().forEach(calling.putArray("allowedFunctionNames")::add);
        }
      }
    }
    body.putObject("toolConfig").set("functionCallingConfig", calling);
  }
}
