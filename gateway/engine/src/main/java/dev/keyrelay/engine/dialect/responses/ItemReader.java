package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.DataUrl;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Part.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads items, of a request's input as of an answer's output. */
final class ItemReader {

  private static final String[] NOTHING = {};

  /** What an item that is told in words says by them, or is known by. */
  private static final String[] SPOKEN = {"code", "outputs", "call_id", "container_id"};

  /** What the item of a picture repeats of the tool, or joins it by. */
  private static final String[] PICTURE_SETTINGS = {
    "id", "type", "status", "action", "background", "moderation", "quality", "size"
  };

  private final Drops drops;

  ItemReader(Drops drops) {
    this.drops = drops;
  }

  /** What an item says that a model made. */
  List<Part> said(Fields item, JsonNode node, String type) {
    var parts = parts(item, node, type);
    boolean dropped =
        parts.stream()
            .anyMatch(part -> part instanceof Part.Native other && other.text().isEmpty());
    if (!dropped) {
      item.ignore("id", "type", "status", "role", "execution");
      item.ignore(parts.stream().anyMatch(Part.Native.class::isInstance) ? SPOKEN : NOTHING);
      item.dropRest(drops);
    }
    return parts;
  }

  private List<Part> parts(Fields item, JsonNode node, String type) {
    return switch (type) {
      case "message" -> content(item);
      case "reasoning" -> thoughts(item);
      case "function_call" -> List.of(call(item, "arguments", false));
      case "custom_tool_call" -> List.of(call(item, "input", true));
      default ->
          List.of(
              ClientTool.ofItem(node)
                  .<Part>map(tool -> tool.call(item))
                  .orElseGet(
                      () ->
                          new Part.Native(
                              Dialect.OPENAI_RESPONSES,
                              node,
                              spoken(node),
                              SearchCalls.read(node))));
    };
  }

  /** What a piece of OpenAI's own says in words: code that it ran, and what that printed. */
  private static Optional<String> spoken(JsonNode item) {
    if (!item.path("code").isTextual()) {
      return Optional.empty();
    }
    var lines = new ArrayList<String>();
    lines.add("```python\n" + item.get("code").textValue() + "\n```");
    item.path("outputs").forEach(output -> lines.add(output.path("logs").asText("")));
    return Optional.of(String.join("\n", lines).strip());
  }

  /** What an item of an answer says: pictures that were made, too. */
  List<Part> answered(Fields item, JsonNode node, String type) {
    var picture = item.text("result");
    if (type.equals("image_generation_call") && picture.isPresent()) {
      String format = "image/" + item.text("output_format").orElse("png");
      var source = new Part.Inline(format, picture.get());
      item.ignore(PICTURE_SETTINGS);
      item.dropRest(drops);
      return List.of(media(Media.Kind.IMAGE, source, Optional.empty(), Optional.empty()));
    }
    return said(item, node, type);
  }

  private static Part call(Fields item, String arguments, boolean custom) {
    return new Part.ToolCall(
        item.text("call_id").or(() -> item.text("id")).orElse(""),
        item.needText("name"),
        item.node(arguments).map(n -> n.isTextual() ? n.textValue() : n.toString()).orElse(""),
        custom,
        item.text("namespace"),
        Optional.empty(),
        Optional.empty());
  }

  Part result(Fields item, boolean custom) {
    var output = item.node("output");
    List<Part> parts =
        output.isEmpty() || output.get().isTextual()
            ? List.of(Part.Text.of(output.map(JsonNode::textValue).orElse("")))
            : item.list("output").stream().map(node -> part(node, "input.output")).toList();
    return new Part.ToolResult(
        item.text("call_id").or(() -> item.text("id")).orElseGet(() -> item.needText("call_id")),
        Optional.empty(),
        parts,
        false,
        custom,
        Optional.empty());
  }

  /** What a search among the client's tools found, which the model may call from now on. */
  static Part found(Fields item) {
    var names = new ArrayList<String>();
    for (var tool : item.list("tools")) {
      String name = tool.path("name").asText();
      boolean space = tool.path("type").asText().equals("namespace");
      tool.path("tools").forEach(inner -> names.add(name + "__" + inner.path("name").asText()));
      if (!space) {
        names.add(name);
      }
    }
    return new Part.ToolResult(
        item.needText("call_id"),
        Optional.empty(),
        List.of(Part.Text.of("Tools found: " + String.join(", ", names))),
        false,
        false,
        Optional.empty());
  }

  List<Part> content(Fields item) {
    var content = item.node("content").orElse(null);
    if (content == null) {
      return List.of();
    }
    return content.isTextual()
        ? List.of(Part.Text.of(content.textValue()))
        : item.list("content").stream().map(node -> part(node, item.path("content"))).toList();
  }

  private Part part(JsonNode node, String path) {
    var part = new Fields(node, path);
    String type = part.text("type").orElse("input_text");
    var result =
        switch (type) {
          case "input_text", "output_text", "text", "summary_text" ->
              new Part.Text(
                  part.text("text").orElse(""),
                  part.list("annotations").stream().map(ItemReader::citation).toList(),
                  Optional.empty(),
                  Optional.empty());
          case "refusal" -> new Part.Refusal(part.text("refusal").orElse(""));
          case "input_image" -> image(part);
          case "input_file" -> file(part);
          case "input_audio" -> audio(part);
          default ->
              throw new UnsupportedCallException(
                  path
                      + ".type: \""
                      + type
                      + "\" (expected: input_text, input_image, input_file, output_text or"
                      + " refusal)");
        };
    part.ignore("logprobs");
    part.dropRest(drops);
    return result;
  }

  private static Media image(Fields part) {
    var id = part.text("file_id");
    return media(
        Media.Kind.IMAGE,
        id.isPresent() ? file(id.get()) : DataUrl.source(part.needText("image_url")),
        Optional.empty(),
        part.text("detail"));
  }

  private static Media file(Fields part) {
    var id = part.text("file_id");
    Part.Source source =
        id.isPresent()
            ? file(id.get())
            : DataUrl.source(
                part.text("file_url").orElseGet(() -> part.needText("file_data")),
                "application/pdf");
    return media(Media.Kind.DOCUMENT, source, part.text("filename"), Optional.empty());
  }

  private static Part.Source file(String id) {
    return new Part.FileId(id, Dialect.OPENAI_RESPONSES);
  }

  private static Media audio(Fields part) {
    var audio =
        part.object("input_audio")
            .orElseThrow(
                () ->
                    new UnsupportedCallException(
                        part.path("input_audio") + ": is missing (expected: an object)"));
    return media(
        Media.Kind.AUDIO,
        new Part.Inline("audio/" + audio.text("format").orElse("wav"), audio.needText("data")),
        Optional.empty(),
        Optional.empty());
  }

  private static Media media(
      Media.Kind kind, Part.Source source, Optional<String> name, Optional<String> detail) {
    return new Media(kind, source, name, detail, Optional.empty(), Optional.empty());
  }

  /** The summaries of an item, or its open thoughts, as one; its encrypted form is their proof. */
  private static List<Part> thoughts(Fields item) {
    var text = new ArrayList<String>();
    for (var piece : item.list("summary")) {
      var words = item.inside(piece, "summary");
      words.ignore("type");
      text.add(words.text("text").orElse(""));
    }
    item.ignore("content");
    boolean summary = !text.isEmpty();
    if (!summary) {
      item.list("content").forEach(piece -> text.add(piece.path("text").asText("")));
    }
    var id = item.text("id");
    var opaque =
        item.text("encrypted_content")
            .filter(value -> !value.isEmpty())
            .map(value -> Carrier.unpack(value, Family.OPENAI, id));
    String joined = String.join("\n\n", text);
    return joined.isEmpty() && opaque.isEmpty()
        ? List.of()
        : List.of(new Part.Thinking(joined, summary || isOpenAi(opaque), opaque));
  }

  private static boolean isOpenAi(Optional<Opaque> opaque) {
    return opaque.filter(o -> o.family() == Family.OPENAI).isPresent();
  }

  static Citation citation(JsonNode annotation) {
    return new Citation(
        Optional.ofNullable(annotation.path("url").textValue()),
        Optional.ofNullable(annotation.path("title").textValue())
            .or(() -> Optional.ofNullable(annotation.path("filename").textValue()))
            .or(() -> Optional.ofNullable(annotation.path("file_id").textValue())),
        Optional.empty(),
        position(annotation, "start_index"),
        position(annotation, "end_index"),
        Dialect.OPENAI_RESPONSES,
        annotation);
  }

  private static OptionalInt position(JsonNode annotation, String name) {
    return annotation.path(name).isInt()
        ? OptionalInt.of(annotation.get(name).intValue())
        : OptionalInt.empty();
  }
}
