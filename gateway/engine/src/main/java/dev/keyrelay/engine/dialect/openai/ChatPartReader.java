package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.DataUrl;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Part.Media;
import java.util.List;
import java.util.Optional;

/** Reads one part of a message's content. */
final class ChatPartReader {

  private final Drops drops;

  ChatPartReader(Drops drops) {
    this.drops = drops;
  }

  Part read(JsonNode node) {
    if (node.isTextual()) {
      return Part.Text.of(node.textValue());
    }
    var part = new Fields(node, "messages.content");
    String type = part.text("type").orElse("text");
    var result =
        switch (type) {
          case "text", "input_text", "output_text" ->
              new Part.Text(
                  part.text("text").orElse(""),
                  List.of(),
                  part.node("cache_control"),
                  Optional.empty());
          case "thinking" -> thinking(part);
          case "refusal" -> new Part.Refusal(part.text("refusal").orElse(""));
          case "image_url" -> link(Media.Kind.IMAGE, part, "image_url");
          case "video_url" -> link(Media.Kind.VIDEO, part, "video_url");
          case "input_audio" -> audio(part);
          case "file" -> file(part);
          default ->
              throw new UnsupportedCallException(
                  "messages.content.type: \""
                      + type
                      + "\" (expected: text, image_url, input_audio, file or video_url)");
        };
    part.dropRest(drops);
    return result;
  }

  private static Media link(Media.Kind kind, Fields part, String name) {
    var value = part.node(name).orElseThrow(() -> missing(part, name));
    var object = value.isTextual() ? null : part.inside(value, name);
    var url = object == null ? value.textValue() : object.needText("url");
    Optional<String> detail = object == null ? Optional.empty() : object.text("detail");
    return new Media(
        kind,
        DataUrl.source(url),
        Optional.empty(),
        detail,
        part.node("cache_control"),
        Optional.empty());
  }

  private static Media audio(Fields part) {
    var audio = part.object("input_audio").orElseThrow(() -> missing(part, "input_audio"));
    return new Media(
        Media.Kind.AUDIO,
        new Part.Inline("audio/" + audio.text("format").orElse("wav"), audio.needText("data")),
        Optional.empty(),
        Optional.empty(),
        part.node("cache_control"),
        Optional.empty());
  }

  private static Media file(Fields part) {
    var file = part.object("file").orElseThrow(() -> missing(part, "file"));
    var id = file.text("file_id");
    Part.Source source =
        id.isPresent()
            ? new Part.FileId(id.get(), Dialect.OPENAI_CHAT)
            : DataUrl.source(
                file.text("file_url").orElseGet(() -> file.needText("file_data")),
                "application/pdf");
    return new Media(
        Media.Kind.DOCUMENT,
        source,
        file.text("filename"),
        Optional.empty(),
        part.node("cache_control"),
        Optional.empty());
  }

  /** Mistral's thoughts: a list of texts. */
  private static Part thinking(Fields part) {
    var text = new StringBuilder();
    part.list("thinking").forEach(piece -> text.append(piece.path("text").asText("")));
    return new Part.Thinking(text.toString(), false, Optional.empty());
  }

  private static UnsupportedCallException missing(Fields part, String name) {
    return new UnsupportedCallException(part.path(name) + ": is missing (expected: an object)");
  }
}
