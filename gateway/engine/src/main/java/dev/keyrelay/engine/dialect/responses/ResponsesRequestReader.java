package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Reasoning.Mode;
import dev.keyrelay.spi.chat.Reasoning.Show;
import dev.keyrelay.spi.chat.Sampling;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a request of responses. */
final class ResponsesRequestReader {

  /** What asks for the probabilities of the answer's words. */
  static final String CHANCES = "message.output_text.logprobs";

  /** What an answer has without being asked, or as its dialect can say it. */
  private static final Set<String> GIVEN =
      Set.of(
          "reasoning.encrypted_content",
          CHANCES,
          "message.input_image.image_url",
          SearchCalls.SOURCES);

  private final Drops drops;

  ResponsesRequestReader(Drops drops) {
    this.drops = drops;
  }

  ChatRequest read(ObjectNode body) {
    var fields = new Fields(body, "");
    // What is kept, or told beside the answer, is the gateway's matter, not the provider's.
    fields.ignore("model", "stream_options", "input");
    fields.flag("stream");
    fields.flag("store");
    fields.ignore("client_metadata");
    var turns = new ArrayList<Turn>();
    fields.text("instructions").ifPresent(text -> turns.add(turn(Turn.Role.SYSTEM, text)));
    var more = new ArrayList<JsonNode>();
    JsonNode input = body.path("input");
    if (input.isTextual()) {
      turns.add(turn(Turn.Role.USER, input.textValue()));
    } else {
      turns.addAll(new InputReader(drops, more).read(fields.list("input")));
    }
    var tools = ResponseTools.read(fields.list("tools"), more, drops);
    var request = request(fields, turns, tools);
    fields.dropInside(drops);
    return request;
  }

  private ChatRequest request(Fields fields, List<Turn> turns, List<Tool> tools) {
    return new ChatRequest(
        turns,
        tools,
        ResponseTools.readChoice(fields),
        fields.flag("parallel_tool_calls"),
        sampling(fields, chances(fields)),
        reasoning(fields),
        output(fields),
        fields.text("prompt_cache_key"),
        fields.text("safety_identifier").or(() -> fields.text("user")),
        fields.text("service_tier"),
        new Extensions(Dialect.OPENAI_RESPONSES, fields.rest()));
  }

  private static Turn turn(Turn.Role role, String text) {
    return new Turn(role, List.of(Part.Text.of(text)), Optional.empty());
  }

  /** Whether probabilities are asked for beside the answer; what else is, cannot be had. */
  private boolean chances(Fields fields) {
    var words = fields.texts("include");
    drops.addIf(!GIVEN.containsAll(words), "include");
    return words.contains(CHANCES);
  }

  private static Sampling sampling(Fields fields, boolean chances) {
    var most = fields.count("top_logprobs");
    return new Sampling(
        fields.decimal("temperature"),
        fields.decimal("top_p"),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        fields.whole("max_output_tokens"),
        OptionalInt.empty(),
        chances || most.orElse(0) > 0 ? OptionalInt.of(most.orElse(0)) : OptionalInt.empty(),
        Optional.empty(),
        List.of());
  }

  private static Optional<Reasoning> reasoning(Fields fields) {
    var given = fields.object("reasoning").filter(r -> !r.isEmpty());
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var reasoning = given.get();
    var effort = reasoning.text("effort");
    var show =
        reasoning
            .text("summary")
            .map(
                word ->
                    switch (word) {
                      case "concise" -> Show.CONCISE;
                      case "detailed" -> Show.DETAILED;
                      case "none" -> Show.OMITTED;
                      default -> Show.AUTO;
                    });
    boolean off = effort.filter("none"::equals).isPresent();
    return Optional.of(
        new Reasoning(
            off ? Mode.OFF : Mode.ON, off ? Optional.empty() : effort, OptionalLong.empty(), show));
  }

  private OutputForm output(Fields fields) {
    var text = fields.object("text").orElseGet(() -> fields.inside(Trees.object(), "text"));
    var verbosity = text.text("verbosity");
    var format = text.object("format").orElseGet(() -> text.inside(Trees.object(), "format"));
    String type = format.text("type").orElse("text");
    // The chat model knows how much is said of free text alone.
    drops.addIf(verbosity.isPresent() && !type.equals("text"), "verbosity");
    return switch (type) {
      case "text" -> new OutputForm.FreeText(verbosity);
      case "json_object" -> new OutputForm.AnyJson();
      case "json_schema" ->
          new OutputForm.Schema(
              format.text("name").orElse("answer"),
              format.text("description"),
              format.node("schema").orElseGet(Trees::object),
              format.flag("strict"));
      default ->
          throw new UnsupportedCallException(
              "text.format.type: \"" + type + "\" (expected: text, json_object or json_schema)");
    };
  }
}
