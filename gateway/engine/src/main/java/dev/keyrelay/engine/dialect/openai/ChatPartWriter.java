package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.DataUrl;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import java.util.List;
import java.util.Optional;

/** Writes the content of a message. */
final class ChatPartWriter {

  /** Whether the model's maker knows {@code cache_control}. */
  private final boolean cacheControl;

  /** Whether a file may be told by its address, as gateways of many models take it. */
  private final boolean linkedFiles;

  private final Drops drops;

  /**
   * A writer.
   *
   * @param family who made the model, if its name tells
   */
  ChatPartWriter(Optional<Family> family, Drops drops) {
    this.cacheControl = family.filter(Family.ANTHROPIC::equals).isPresent();
    this.linkedFiles = family.filter(Family.OPENAI::equals).isEmpty();
    this.drops = drops;
  }

  /** A text alone is a string; anything else is a list. */
  JsonNode content(List<Part> parts) {
    if (parts.isEmpty()) {
      return Trees.array().textNode("");
    }
    if (parts.size() == 1
        && parts.getFirst() instanceof Part.Text text
        && (text.cacheControl().isEmpty() || !cacheControl)) {
      part(text);
      return Trees.array().textNode(text.text());
    }
    var list = Trees.array();
    parts.forEach(part -> part(part).ifPresent(list::add));
    return list;
  }

  private Optional<ObjectNode> part(Part part) {
    var node =
        switch (part) {
          case Part.Text text -> {
            drops.addIf(!text.citations().isEmpty(), "messages.content.citations");
            yield Optional.of(text(text.text()));
          }
          case Part.Media media -> Optional.of(media(media));
          case Part.Native other -> {
            drops.addIf(other.text().isEmpty(), "messages.content." + NativePieces.kind(other));
            yield other.text().map(ChatPartWriter::text);
          }
          case Part.Refusal refusal -> Optional.of(text(refusal.text()));
          case Part.Thinking _ -> Optional.<ObjectNode>empty();
          case Part.ToolCall _ -> Optional.<ObjectNode>empty();
          case Part.ToolResult _ -> Optional.<ObjectNode>empty();
        };
    if (cacheControl) {
      node.ifPresent(n -> Trees.set(n, "cache_control", part.cacheControl()));
    } else {
      drops.addIf(part.cacheControl().isPresent(), "messages.content.cache_control");
    }
    return node;
  }

  private static ObjectNode text(String text) {
    return Trees.object().put("type", "text").put("text", text);
  }

  private ObjectNode media(Part.Media media) {
    drops.addIf(media.options().isPresent(), "messages.content.options");
    var plain = DataUrl.plainText(media.source());
    if (plain.isPresent()) {
      return text(media.name().map(name -> name + "\n\n").orElse("") + plain.get());
    }
    return switch (media.kind()) {
      case IMAGE -> {
        var node = Trees.object().put("type", "image_url");
        var inner = node.putObject("image_url").put("url", url(media));
        Trees.put(inner, "detail", media.detail());
        yield node;
      }
      case VIDEO -> {
        var node = Trees.object().put("type", "video_url");
        node.putObject("video_url").put("url", url(media));
        yield node;
      }
      case AUDIO -> audio(media);
      case DOCUMENT -> document(media);
    };
  }

  private static String url(Part.Media media) {
    return DataUrl.of(media.source()).orElseThrow(() -> foreignFile(media));
  }

  private static ObjectNode audio(Part.Media media) {
    if (!(media.source() instanceof Part.Inline inline)) {
      throw new UnsupportedCallException(
          "messages.content: a sound by reference (expected: base64 data, for this provider)");
    }
    var node = Trees.object().put("type", "input_audio");
    String type = inline.mediaType().replace("audio/", "").replace("x-", "");
    node.putObject("input_audio")
        .put("data", inline.base64())
        .put("format", type.equals("mpeg") ? "mp3" : type);
    return node;
  }

  private ObjectNode document(Part.Media media) {
    var node = Trees.object().put("type", "file");
    var file = node.putObject("file");
    if (media.source() instanceof Part.FileId id) {
      if (id.family() != Dialect.OPENAI_CHAT && id.family() != Dialect.OPENAI_RESPONSES) {
        throw foreignFile(media);
      }
      file.put("file_id", id.id());
      drops.addIf(media.name().isPresent(), "messages.content.name");
    } else if (media.source() instanceof Part.Link link && !linkedFiles) {
      throw new UnsupportedCallException(
          "messages.content: a document by its address, "
              + link.url()
              + " (expected: its data, for this provider)");
    } else {
      file.put("filename", media.name().orElse("document.pdf")).put("file_data", url(media));
    }
    return node;
  }

  private static UnsupportedCallException foreignFile(Part.Media media) {
    return new UnsupportedCallException(
        "messages.content: a file that was uploaded to another provider, "
            + media.kind()
            + " (expected: its data, or a URL)");
  }
}
