package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.DataUrl;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.Shortened;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes turns as input items, part by part in their order. */
final class InputWriter {

  /** What OpenAI's errors tell as the most. */
  private static final int LONGEST_ID = 64;

  private final Drops drops;
  private final ArrayNode items = Trees.array();
  private @Nullable ArrayNode open;

  InputWriter(Drops drops) {
    this.drops = drops;
  }

  ArrayNode write(List<Turn> turns) {
    for (var turn : turns) {
      drops.addIf(turn.name().isPresent(), "messages.name");
      open = null;
      String role =
          switch (turn.role()) {
            case SYSTEM -> "system";
            case DEVELOPER -> "developer";
            case USER -> "user";
            case ASSISTANT -> "assistant";
          };
      turn.parts().forEach(part -> part(role, part));
    }
    return items;
  }

  private void part(String role, Part part) {
    drops.addIf(part.cacheControl().isPresent(), "messages.content.cache_control");
    switch (part) {
      case Part.Text text -> {
        drops.addIf(!text.citations().isEmpty(), "messages.content.citations");
        drops.addIf(text.signature().isPresent(), "messages.signature");
        if (!text.text().isEmpty()) {
          content(role).add(words(role, text.text()));
        }
      }
      case Part.Refusal refusal ->
          content(role).addObject().put("type", "refusal").put("refusal", refusal.text());
      // What a model shows has no place in an input.
      case Part.Media _ when role.equals("assistant") -> drops.add("messages.content.media");
      case Part.Media media -> content(role).add(media(media));
      case Part.Native other when other.dialect() == Dialect.OPENAI_RESPONSES ->
          item(other.json().deepCopy());
      case Part.Native other -> {
        drops.addIf(other.text().isEmpty(), "messages.content." + NativePieces.kind(other));
        other.text().ifPresent(text -> content(role).add(words(role, text)));
      }
      case Part.Thinking thinking -> {
        boolean own = thinking.opaque().filter(o -> o.family() == Family.OPENAI).isPresent();
        drops.addIf(!own, "messages.content.thinking");
        if (own) {
          item(OutputItems.reasoning(thinking, thinking.opaque().get().id()));
        }
      }
      case Part.ToolCall call -> {
        drops.addIf(call.signature().isPresent(), "messages.signature");
        item(OutputItems.call(call).put("call_id", id(call.id())));
      }
      case Part.ToolResult result -> item(result(result));
    }
  }

  private static String id(String id) {
    return Shortened.to(LONGEST_ID, id);
  }

  private void item(ObjectNode item) {
    open = null;
    items.add(item);
  }

  /** The content of the message that goes on, or of a new one. */
  private ArrayNode content(String role) {
    var content = open;
    if (content == null) {
      content = items.addObject().put("type", "message").put("role", role).putArray("content");
      open = content;
    }
    return content;
  }

  private static ObjectNode words(String role, String text) {
    return Trees.object()
        .put("type", role.equals("assistant") ? "output_text" : "input_text")
        .put("text", text);
  }

  /** The dialect has no mark for a failed tool, so its text says it. */
  private ObjectNode result(Part.ToolResult result) {
    var item =
        Trees.object()
            .put("type", result.custom() ? "custom_tool_call_output" : "function_call_output")
            .put("call_id", id(result.callId()));
    var list = Trees.array();
    boolean plain = true;
    var text = new StringBuilder();
    for (var part : result.content()) {
      if (part instanceof Part.Text said) {
        text.append(text.isEmpty() ? "" : "\n").append(said.text());
        list.add(words("user", said.text()));
      } else if (part instanceof Part.Media media) {
        plain = false;
        list.add(media(media));
      } else if (part instanceof Part.Native other && other.text().isPresent()) {
        text.append(text.isEmpty() ? "" : "\n").append(other.text().get());
        list.add(words("user", other.text().get()));
      } else {
        drops.add("messages.content.tool_result");
      }
    }
    boolean mark = result.error() && !text.toString().regionMatches(true, 0, "error", 0, 5);
    if (mark && !plain) {
      list.insert(0, words("user", "Error"));
    }
    return plain
        ? item.put("output", mark ? (text.isEmpty() ? "Error" : "Error: " + text) : text.toString())
        : item.set("output", list);
  }

  private ObjectNode media(Part.Media media) {
    drops.addIf(media.options().isPresent(), "messages.content.options");
    var plain = DataUrl.plainText(media.source());
    if (plain.isPresent()) {
      return words("user", media.name().map(name -> name + "\n\n").orElse("") + plain.get());
    }
    return switch (media.kind()) {
      case IMAGE -> {
        var node = Trees.object().put("type", "input_image");
        reference(node, media, "image_url", "image_url");
        yield node.put("detail", media.detail().orElse("auto"));
      }
      case DOCUMENT -> {
        var node = Trees.object().put("type", "input_file");
        reference(node, media, "file_data", "file_url");
        boolean inline = media.source() instanceof Part.Inline;
        drops.addIf(media.name().isPresent() && !inline, "messages.content.name");
        if (inline) {
          node.put("filename", media.name().orElse("document.pdf"));
        }
        yield node;
      }
      case AUDIO, VIDEO ->
          throw new UnsupportedCallException(
              "messages.content: "
                  + media.kind()
                  + " (expected: text, images and documents, for this provider)");
    };
  }

  private static void reference(ObjectNode node, Part.Media media, String data, String link) {
    if (media.source() instanceof Part.FileId file) {
      if (file.family() != Dialect.OPENAI_RESPONSES && file.family() != Dialect.OPENAI_CHAT) {
        throw new UnsupportedCallException(
            "messages.content: a file that was uploaded to another provider (expected: its data,"
                + " or a URL)");
      }
      node.put("file_id", file.id());
    } else {
      node.put(
          media.source() instanceof Part.Link ? link : data, DataUrl.of(media.source()).orElse(""));
    }
  }
}
