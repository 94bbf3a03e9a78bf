package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.DataUrl;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;

/** Writes a complete chat completion. */
final class ChatReplyWriter {

  private final ReplyOptions options;
  private final Drops drops;

  ChatReplyWriter(ReplyOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  ObjectNode write(ChatReply reply) {
    var answer =
        Trees.object()
            .put("id", options.idWith("chatcmpl-", reply.id()))
            .put("object", "chat.completion")
            .put("created", reply.created().orElse(options.created()))
            .put("model", options.model());
    var choices = answer.putArray("choices");
    for (var candidate : reply.candidates()) {
      choices.add(choice(choices.size(), candidate));
    }
    reply.usage().ifPresent(usage -> answer.set("usage", ChatUsage.write(usage)));
    return answer;
  }

  private ObjectNode choice(int index, ChatReply.Candidate candidate) {
    var choice = Trees.object().put("index", index);
    var message = message(candidate);
    choice.set("message", message);
    candidate
        .logprobs()
        .ifPresentOrElse(
            content -> choice.putObject("logprobs").set("content", content),
            () -> choice.putNull("logprobs"));
    drops.addStop(candidate.stop(), StopWords.UNSAID, false);
    return choice.put(
        "finish_reason", StopWords.write(candidate.stop(), message.hasNonNull("refusal")));
  }

  private ObjectNode message(ChatReply.Candidate candidate) {
    var message = Trees.object().put("role", "assistant").putNull("content").putNull("refusal");
    var text = new StringBuilder();
    var refusal = new StringBuilder();
    var thoughts = new ArrayList<Part.Thinking>();
    var calls = Trees.array();
    var annotations = Trees.array();
    var images = Trees.array();
    for (var part : candidate.parts()) {
      switch (part) {
        case Part.Text words -> {
          int start = text.length();
          text.append(words.text());
          for (var citation : words.citations()) {
            annotate(annotations, citation, start, text.length(), drops);
          }
          words.signature().ifPresent(signature -> sign(message, signature));
        }
        case Part.Refusal words -> refusal.append(words.text());
        case Part.Thinking thinking -> thoughts.add(thinking);
        case Part.ToolCall call -> calls.add(call(call, true));
        case Part.Media media -> image(images, media);
        case Part.Native other -> {
          other.text().ifPresent(words -> text.append(spoken(words)));
          drops.addIf(other.text().isEmpty(), "content." + NativePieces.kind(other));
        }
        case Part.ToolResult _ -> drops.add("content.tool_result");
      }
    }
    if (!text.isEmpty()) {
      message.put("content", text.toString());
    }
    if (!refusal.isEmpty()) {
      message.put("refusal", refusal.toString());
    }
    Thoughts.write(message, thoughts);
    putUnlessEmpty(message, "tool_calls", calls);
    putUnlessEmpty(message, "annotations", annotations);
    putUnlessEmpty(message, "images", images);
    return message;
  }

  private static void putUnlessEmpty(ObjectNode message, String name, ArrayNode list) {
    if (!list.isEmpty()) {
      message.set(name, list);
    }
  }

  /** What a piece of another dialect says, apart from what follows. */
  static String spoken(String words) {
    return words.isEmpty() ? "" : words + "\n\n";
  }

  /** A call as an entry of {@code tool_calls}. */
  static ObjectNode call(Part.ToolCall call, boolean signed) {
    var node = Trees.object().put("id", call.id());
    if (call.custom()) {
      node.put("type", "custom");
      node.putObject("custom").put("name", call.name()).put("input", call.arguments());
    } else {
      node.put("type", "function");
      String arguments = call.arguments().isEmpty() ? "{}" : call.arguments();
      node.putObject("function").put("name", call.name()).put("arguments", arguments);
    }
    call.signature().filter(s -> signed).ifPresent(signature -> sign(node, signature));
    return node;
  }

  /** Where Google's own compatible surface keeps the signature of a call, or of a text. */
  static void sign(ObjectNode owner, Opaque signature) {
    if (signature.family() == Opaque.Family.GEMINI) {
      owner
          .putObject("extra_content")
          .putObject("google")
          .put("thought_signature", signature.value());
    }
  }

  /**
   * Adds an annotation for a citation of a page, with the words that it quotes where OpenRouter
   * puts them.
   *
   * @param start where the text begins in the message
   * @param end where it ends: without a place of its own, a citation is of all of it
   */
  static void annotate(ArrayNode annotations, Citation citation, int start, int end, Drops drops) {
    drops.addIf(citation.url().isEmpty(), "content.citations");
    citation
        .url()
        .ifPresent(
            url -> {
              var inner =
                  annotations
                      .addObject()
                      .put("type", "url_citation")
                      .putObject("url_citation")
                      .put("url", url);
              inner.put("title", citation.title().orElse(""));
              inner.put("start_index", start + citation.start().orElse(0));
              boolean placed = citation.end().isPresent();
              inner.put("end_index", placed ? start + citation.end().getAsInt() : end);
              Trees.put(inner, "content", citation.quote().filter(words -> !words.isEmpty()));
            });
  }

  private void image(ArrayNode images, Part.Media media) {
    var url = DataUrl.of(media.source());
    drops.addIf(url.isEmpty(), "content.media");
    url.ifPresent(
        data ->
            images.addObject().put("type", "image_url").putObject("image_url").put("url", data));
  }
}
