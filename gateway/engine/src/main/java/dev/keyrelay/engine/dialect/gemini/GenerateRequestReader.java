package dev.keyrelay.engine.dialect.gemini;

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
import dev.keyrelay.spi.chat.Sampling;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a request of generateContent. */
final class GenerateRequestReader {

  /** Where fields of {@code generationConfig} that no other dialect has stand in the extensions. */
  static final String GENERATION = "generationConfig";

  private final Drops drops;

  GenerateRequestReader(Drops drops) {
    this.drops = drops;
  }

  ChatRequest read(ObjectNode body) {
    var fields = Names.fields(body, "");
    fields.ignore("model", "contents", "systemInstruction");
    var generation = Names.fields(fields.node(GENERATION).orElseGet(Trees::object), GENERATION);
    var sampling = sampling(generation);
    var reasoning = ThinkingConfig.read(generation);
    var output = output(generation);
    var turns = turns(fields);
    generation.dropInside(drops);
    var tools = ToolDeclarations.read(fields, drops);
    var choice = ToolDeclarations.readChoice(fields, drops);
    return new ChatRequest(
        turns,
        tools,
        choice,
        Optional.empty(),
        sampling,
        reasoning,
        output,
        Optional.empty(),
        Optional.empty(),
        fields.text("serviceTier"),
        new Extensions(Dialect.GEMINI, extensions(fields, generation)));
  }

  private static Map<String, JsonNode> extensions(Fields fields, Fields generation) {
    var rest = new LinkedHashMap<>(fields.rest());
    generation.rest().forEach((name, value) -> rest.put(generation.path(name), value));
    rest.entrySet().removeIf(field -> asksForTextAlone(field.getKey(), field.getValue()));
    return rest;
  }

  private List<Turn> turns(Fields fields) {
    var turns = new ArrayList<Turn>();
    var parts = new PartReader(new CallIds("call_"), drops);
    fields.node("systemInstruction").ifPresent(node -> turns.add(system(node, parts)));
    for (var node : fields.list("contents")) {
      var content = Names.fields(node, "contents");
      String role = content.text("role").orElse("user");
      turns.add(
          new Turn(
              switch (role) {
                case "user", "function", "" -> Turn.Role.USER;
                case "model" -> Turn.Role.ASSISTANT;
                case "system" -> Turn.Role.SYSTEM;
                default ->
                    throw new UnsupportedCallException(
                        "contents.role: \"" + role + "\" (expected: user or model)");
              },
              parts(content, parts),
              Optional.empty()));
      content.dropRest(drops);
    }
    return turns;
  }

  private Turn system(JsonNode node, PartReader parts) {
    if (node.isTextual()) {
      var said = Part.Text.of(node.textValue());
      return new Turn(Turn.Role.SYSTEM, List.of(said), Optional.empty());
    }
    var content = Names.fields(node, "systemInstruction");
    content.ignore("role");
    var turn = new Turn(Turn.Role.SYSTEM, parts(content, parts), Optional.empty());
    content.dropRest(drops);
    return turn;
  }

  private static List<Part> parts(Fields content, PartReader reader) {
    var list = content.node("parts").orElseGet(Trees::array);
    var parts = new ArrayList<Part>();
    for (var node : list.isArray() ? list : Trees.array().add(list)) {
      add(reader.read(node, content.path("parts")), parts);
    }
    return parts;
  }

  /** Thoughts come back in the pieces in which they were streamed, the proof with the last one. */
  private static void add(Part part, List<Part> parts) {
    if (part instanceof Part.Thinking rest
        && !parts.isEmpty()
        && parts.getLast() instanceof Part.Thinking begun
        && begun.opaque().isEmpty()) {
      parts.removeLast();
      parts.add(new Part.Thinking(begun.text() + rest.text(), true, rest.opaque()));
    } else {
      parts.add(part);
    }
  }

  private Sampling sampling(Fields generation) {
    var alternatives = generation.count("logprobs");
    boolean chances = generation.flag("responseLogprobs").orElse(false);
    drops.addIf(!chances && alternatives.orElse(0) > 0, generation.path("logprobs"));
    return new Sampling(
        generation.decimal("temperature"),
        generation.decimal("topP"),
        generation.decimal("topK"),
        generation.decimal("frequencyPenalty"),
        generation.decimal("presencePenalty"),
        generation.whole("seed"),
        generation.whole("maxOutputTokens"),
        generation.count("candidateCount"),
        chances ? OptionalInt.of(alternatives.orElse(0)) : OptionalInt.empty(),
        Optional.empty(),
        generation.texts("stopSequences"));
  }

  private OutputForm output(Fields generation) {
    String type = generation.text("responseMimeType").orElse("");
    var schema =
        generation
            .node("responseJsonSchema")
            .or(() -> generation.node("responseSchema").map(OpenSchema::jsonSchema));
    generation.ignore("responseSchema");
    return switch (type) {
      case "", "text/plain" -> {
        drops.addIf(schema.isPresent(), generation.path("responseSchema"));
        yield new OutputForm.FreeText(Optional.empty());
      }
      case "application/json" ->
          schema.isPresent()
              ? new OutputForm.Schema("answer", Optional.empty(), schema.get(), Optional.empty())
              : new OutputForm.AnyJson();
      default ->
          throw new UnsupportedCallException(
              generation.path("responseMimeType")
                  + ": \""
                  + type
                  + "\" (expected: text/plain or application/json, for this provider)");
    };
  }

  /** What every dialect does unless told otherwise. */
  private static boolean asksForTextAlone(String name, JsonNode modalities) {
    return name.equals(GENERATION + ".responseModalities")
        && modalities.size() == 1
        && modalities.path(0).asText().equalsIgnoreCase("text");
  }
}
