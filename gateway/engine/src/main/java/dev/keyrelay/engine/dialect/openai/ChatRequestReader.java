package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.dialect.wire.WebSearches;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Reasoning.Mode;
import dev.keyrelay.spi.chat.Reasoning.Show;
import dev.keyrelay.spi.chat.Sampling;
import dev.keyrelay.spi.chat.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a request of chat completions. */
final class ChatRequestReader {

  private final Drops drops;

  ChatRequestReader(Drops drops) {
    this.drops = drops;
  }

  ChatRequest read(ObjectNode body) {
    var fields = new Fields(body, "");
    fields.ignore("model", "stream_options");
    fields.flag("stream");
    var request = request(fields);
    fields.dropInside(drops);
    return request;
  }

  private ChatRequest request(Fields fields) {
    return new ChatRequest(
        new ChatMessagesReader(drops).read(fields.list("messages")),
        tools(fields),
        ChatTools.readChoice(fields),
        fields.flag("parallel_tool_calls"),
        sampling(fields),
        reasoning(fields),
        output(fields),
        fields.text("prompt_cache_key"),
        fields.text("safety_identifier").or(() -> fields.text("user")),
        fields.text("service_tier"),
        new Extensions(Dialect.OPENAI_CHAT, rest(fields)));
  }

  /** The fields left, but for the wish for text alone, which every dialect does. */
  private static Map<String, JsonNode> rest(Fields fields) {
    var rest = fields.rest();
    JsonNode modalities = rest.get("modalities");
    if (modalities != null
        && modalities.size() == 1
        && modalities.path(0).asText().equals("text")) {
      rest.remove("modalities");
    }
    return rest;
  }

  /** A search of the web is asked for by a field of its own, in which even nothing asks for it. */
  private List<Tool> tools(Fields fields) {
    var tools = new ArrayList<>(ChatTools.readTools(fields, drops));
    fields.object("web_search_options").ifPresent(options -> tools.add(search(options)));
    return tools;
  }

  private static Tool search(Fields options) {
    var tool = Trees.object().put("type", WebSearches.NAME);
    Trees.put(tool, "search_context_size", options.text("search_context_size"));
    options
        .object("user_location")
        .ifPresent(
            location -> {
              location.ignore("type");
              var place = tool.putObject("user_location").put("type", "approximate");
              location
                  .node("approximate")
                  .ifPresent(
                      near -> near.properties().forEach(f -> place.set(f.getKey(), f.getValue())));
            });
    return new Tool.WebSearch(Dialect.OPENAI_RESPONSES, tool);
  }

  private Sampling sampling(Fields fields) {
    var plain = fields.whole("max_tokens");
    var newer = fields.whole("max_completion_tokens");
    return new Sampling(
        fields.decimal("temperature"),
        fields.decimal("top_p"),
        fields.decimal("top_k"),
        fields.decimal("frequency_penalty"),
        fields.decimal("presence_penalty"),
        fields.whole("seed"),
        newer.isPresent() ? newer : plain,
        fields.count("n"),
        logprobs(fields),
        fields.node("logit_bias"),
        stop(fields));
  }

  private OptionalInt logprobs(Fields fields) {
    var most = fields.count("top_logprobs");
    boolean asked = fields.flag("logprobs").orElse(false);
    drops.addIf(!asked && most.orElse(0) > 0, "top_logprobs");
    return asked ? OptionalInt.of(most.orElse(0)) : OptionalInt.empty();
  }

  private static List<String> stop(Fields fields) {
    JsonNode stop = fields.node("stop").orElse(null);
    if (stop == null) {
      return List.of();
    }
    return stop.isTextual() ? List.of(stop.textValue()) : fields.texts("stop");
  }

  /** OpenAI's own field, OpenRouter's object, and Anthropic's that several services take too. */
  private static Optional<Reasoning> reasoning(Fields fields) {
    var effort = fields.text("reasoning_effort");
    var router = fields.object("reasoning");
    var thinking = fields.object("thinking");
    if (effort.isEmpty() && router.isEmpty() && thinking.isEmpty()) {
      return Optional.empty();
    }
    var word = effort.or(() -> router.flatMap(r -> r.text("effort")));
    var budget = router.map(r -> r.whole("max_tokens")).orElse(OptionalLong.empty());
    if (budget.isEmpty()) {
      budget = thinking.map(t -> t.whole("budget_tokens")).orElse(OptionalLong.empty());
    }
    boolean off =
        word.filter(w -> w.equals("none") || w.equals("disable")).isPresent()
            || router.flatMap(r -> r.flag("enabled")).filter(on -> !on).isPresent()
            || thinking.flatMap(t -> t.text("type")).filter("disabled"::equals).isPresent();
    boolean hidden = router.flatMap(r -> r.flag("exclude")).orElse(false);
    Optional<Show> show = hidden ? Optional.of(Show.OMITTED) : Optional.empty();
    return Optional.of(
        off
            ? new Reasoning(Mode.OFF, Optional.empty(), OptionalLong.empty(), show)
            : new Reasoning(Mode.ON, word, budget, show));
  }

  private OutputForm output(Fields fields) {
    var verbosity = fields.text("verbosity");
    var format = fields.object("response_format").orElse(null);
    if (format == null) {
      return new OutputForm.FreeText(verbosity);
    }
    String type = format.text("type").orElse("");
    // The chat model knows how much is said of free text alone.
    drops.addIf(verbosity.isPresent() && !type.equals("text"), "verbosity");
    return switch (type) {
      case "text" -> new OutputForm.FreeText(verbosity);
      case "json_object" -> new OutputForm.AnyJson();
      case "json_schema" ->
          schema(
              format
                  .object("json_schema")
                  .orElseThrow(
                      () ->
                          new UnsupportedCallException(
                              "response_format.json_schema: is missing (expected: an object)")));
      default ->
          throw new UnsupportedCallException(
              "response_format.type: \""
                  + type
                  + "\" (expected: text, json_object or json_schema)");
    };
  }

  private static OutputForm schema(Fields format) {
    return new OutputForm.Schema(
        format.text("name").orElse("answer"),
        format.text("description"),
        format.node("schema").orElseGet(ChatTools::anyObject),
        format.flag("strict"));
  }
}
