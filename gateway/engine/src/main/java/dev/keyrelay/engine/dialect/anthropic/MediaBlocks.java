package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.DataUrl;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Part.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blocks of images and documents, both ways. */
final class MediaBlocks {

  /** Fields of a document that no other dialect has. */
  private static final List<String> OPTIONS = List.of("citations", "context");

  private MediaBlocks() {}

  static Media read(Media.Kind kind, Fields block) {
    var source =
        block
            .object("source")
            .orElseThrow(
                () ->
                    new UnsupportedCallException(
                        block.path("source") + ": is missing (expected: an object)"));
    var options = Trees.object();
    OPTIONS.forEach(name -> Trees.set(options, name, block.node(name)));
    return new Media(
        kind,
        source(source),
        block.text("title"),
        Optional.empty(),
        block.node("cache_control"),
        options.isEmpty() ? Optional.empty() : Optional.of(options));
  }

  private static Part.Source source(Fields source) {
    String type = source.needText("type");
    return switch (type) {
      case "base64" -> new Part.Inline(source.needText("media_type"), source.needText("data"));
      case "url" -> new Part.Link(source.needText("url"), Optional.empty());
      case "file" -> new Part.FileId(source.needText("file_id"), Dialect.ANTHROPIC_MESSAGES);
      case "text" -> {
        source.ignore("media_type");
        yield new Part.PlainText(source.needText("data"));
      }
      case "content" -> new Part.PlainText(texts(source));
      default ->
          throw new UnsupportedCallException(
              source.path("type")
                  + ": \""
                  + type
                  + "\" (expected: base64, url, file, text or content)");
    };
  }

  /** The words of a document in blocks; pictures among them have no place elsewhere. */
  private static String texts(Fields source) {
    var content = source.node("content");
    if (content.isEmpty() || content.get().isTextual()) {
      return content.map(JsonNode::textValue).orElse("");
    }
    var texts = new ArrayList<String>();
    for (var node : source.list("content")) {
      var block = source.inside(node, "content");
      block.ignore("type");
      block.text("text").ifPresent(texts::add);
    }
    return String.join("\n", texts);
  }

  static ObjectNode write(Media media) {
    if (media.kind() == Media.Kind.AUDIO || media.kind() == Media.Kind.VIDEO) {
      throw new UnsupportedCallException(
          "messages.content: "
              + media.kind()
              + " (expected: text, images and documents, for this provider)");
    }
    boolean image = media.kind() == Media.Kind.IMAGE;
    var block = Trees.object().put("type", image ? "image" : "document");
    block.set("source", source(media.source()));
    if (!image) {
      Trees.put(block, "title", media.name());
      media
          .options()
          .ifPresent(
              options -> options.properties().forEach(e -> block.set(e.getKey(), e.getValue())));
    }
    Trees.set(block, "cache_control", media.cacheControl());
    return block;
  }

  private static ObjectNode source(Part.Source source) {
    var node = Trees.object();
    var plain = DataUrl.plainText(source);
    if (plain.isPresent()) {
      return node.put("type", "text").put("media_type", "text/plain").put("data", plain.get());
    }
    return switch (source) {
      case Part.Inline inline ->
          node.put("type", "base64")
              .put("media_type", inline.mediaType())
              .put("data", inline.base64());
      case Part.Link link -> node.put("type", "url").put("url", link.url());
      case Part.PlainText text ->
          node.put("type", "text").put("media_type", "text/plain").put("data", text.text());
      case Part.FileId file -> {
        if (file.family() != Dialect.ANTHROPIC_MESSAGES) {
          throw new UnsupportedCallException(
              "messages.content: a file that was uploaded to another provider (expected: its data,"
                  + " or a URL)");
        }
        yield node.put("type", "file").put("file_id", file.id());
      }
    };
  }
}
