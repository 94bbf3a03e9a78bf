package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Stop;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes the deltas of one candidate: puts thoughts, words and calls into parts of which one is
 * open at a time.
 */
final class CandidateReader {

  private static final Set<String> KNOWN =
      Set.of(
          "role",
          "content",
          "refusal",
          "reasoning",
          "reasoning_content",
          "reasoning_details",
          "tool_calls",
          "function_call",
          "annotations",
          "images",
          "extra_content",
          "thought_signature");

  private enum Open {
    NOTHING,
    THINKING,
    TEXT,
    REFUSAL,
    CALL
  }

  private final int candidate;
  private final CallsReader calls;
  private final Drops drops;
  private Open open = Open.NOTHING;
  private boolean declined;
  private boolean cited;

  /** Whether thoughts come in a field of their own, which the details repeat. */
  private boolean plainThoughts;

  private Optional<String> reason = Optional.empty();

  CandidateReader(int candidate, String answerId, Drops drops) {
    this.drops = drops;
    this.candidate = candidate;
    this.calls = new CallsReader(candidate, answerId);
  }

  void read(JsonNode choice, List<ChatEvent> out) {
    JsonNode delta = choice.has("delta") ? choice.get("delta") : choice.path("message");
    drops.addUnknown(delta, KNOWN, "message.");
    thoughts(delta, out);
    words(delta.path("content"), out);
    JsonNode signature = delta.at("/extra_content/google/thought_signature");
    if (signature.isTextual()) {
      openPart(Open.TEXT, out);
      var opaque = new Opaque(Opaque.Family.GEMINI, signature.textValue(), Optional.empty());
      out.add(new ChatEvent.Signed(candidate, opaque));
    }
    text(delta.path("refusal").asText(""), Open.REFUSAL, out);
    delta.path("annotations").forEach(node -> cite(node, out));
    for (var image : delta.path("images")) {
      closePart(out);
      out.add(new ChatEvent.PartOpened(candidate, new ChatPartReader(drops).read(image)));
      out.add(new ChatEvent.PartClosed(candidate));
    }
    delta.path("tool_calls").forEach(call -> call(call, out));
    if (delta.path("function_call").isObject()) {
      // The form of old, which has one call and no id.
      call(Trees.object().set("function", delta.get("function_call")), out);
    }
    drops.addIf(!choice.at("/logprobs/refusal").isEmpty(), "logprobs.refusal");
    JsonNode logprobs = choice.path("logprobs").path("content");
    if (logprobs.isArray() && !logprobs.isEmpty()) {
      out.add(new ChatEvent.Logprobs(candidate, logprobs));
    }
    if (choice.path("finish_reason").isTextual()) {
      reason = Optional.of(choice.get("finish_reason").textValue());
    }
  }

  private void call(JsonNode call, List<ChatEvent> out) {
    if (open != Open.CALL) {
      closePart(out);
      open = Open.CALL;
    }
    calls.read(call, out);
  }

  private void thoughts(JsonNode delta, List<ChatEvent> out) {
    String plain = delta.path("reasoning_content").asText("");
    if (plain.isEmpty()) {
      plain = delta.path("reasoning").isTextual() ? delta.get("reasoning").textValue() : "";
    }
    text(plain, Open.THINKING, out);
    plainThoughts |= !plain.isEmpty();
    for (var detail : delta.path("reasoning_details")) {
      if (!plainThoughts) {
        text(detail.path("text").asText(detail.path("summary").asText("")), Open.THINKING, out);
      }
      Thoughts.opaque(detail)
          .ifPresent(
              opaque -> {
                openPart(Open.THINKING, out);
                out.add(new ChatEvent.Signed(candidate, opaque));
                closePart(out);
              });
    }
  }

  /** Content is a text; Mistral gives a list in which thoughts stand beside words. */
  private void words(JsonNode content, List<ChatEvent> out) {
    if (content.isTextual()) {
      text(content.textValue(), Open.TEXT, out);
    }
    if (content.isArray()) {
      for (var part : content) {
        if (part.path("type").asText().equals("thinking")) {
          part.path("thinking").forEach(t -> text(t.path("text").asText(""), Open.THINKING, out));
        } else {
          text(part.path("text").asText(""), Open.TEXT, out);
        }
      }
    }
  }

  private void text(String text, Open kind, List<ChatEvent> out) {
    if (!text.isEmpty()) {
      openPart(kind, out);
      out.add(new ChatEvent.TextDelta(candidate, text));
    }
  }

  private void cite(JsonNode annotation, List<ChatEvent> out) {
    cited = true;
    openPart(Open.TEXT, out);
    out.add(new ChatEvent.Cited(candidate, ChatReplyReader.citation(annotation)));
  }

  private void openPart(Open kind, List<ChatEvent> out) {
    if (open == kind) {
      return;
    }
    closePart(out);
    open = kind;
    declined |= kind == Open.REFUSAL;
    Part part =
        switch (kind) {
          case THINKING -> new Part.Thinking("", false, Optional.empty());
          case REFUSAL -> new Part.Refusal("");
          case TEXT, CALL, NOTHING -> Part.Text.of("");
        };
    out.add(new ChatEvent.PartOpened(candidate, part));
  }

  private void closePart(List<ChatEvent> out) {
    switch (open) {
      case NOTHING -> {}
      case CALL -> calls.close(out);
      case THINKING, TEXT, REFUSAL -> out.add(new ChatEvent.PartClosed(candidate));
    }
    open = Open.NOTHING;
  }

  boolean hasReason() {
    return reason.isPresent();
  }

  /**
   * Closes what is open and tells the reason; a stream that ends well without one is done.
   *
   * @param found the pages of the whole answer, if it cites none itself
   */
  void finish(List<Citation> found, List<ChatEvent> out) {
    if (!cited && !found.isEmpty()) {
      openPart(Open.TEXT, out);
      found.forEach(page -> out.add(new ChatEvent.Cited(candidate, page)));
    }
    closePart(out);
    Stop stop = StopWords.read(reason.orElse("stop"), calls.any(), declined);
    out.add(new ChatEvent.CandidateFinished(candidate, stop));
  }
}
