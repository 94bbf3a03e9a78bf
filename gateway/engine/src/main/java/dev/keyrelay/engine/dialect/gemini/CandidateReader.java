package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the pieces of one candidate: texts and thoughts grow from chunk to chunk, all else comes
 * whole. A signature ends the text or thought that it belongs to.
 */
final class CandidateReader {

  private static final String PATH = "candidates.content.parts";

  private enum Open {
    NOTHING,
    THINKING,
    TEXT
  }

  /** Cited statements are not looked for in longer texts, which are not kept. */
  private static final int MOST_WORDS = 100_000;

  private final int candidate;
  private final String search;
  private final ObjectNode sources = Trees.object();
  private final StringBuilder words = new StringBuilder();
  private final PartReader parts;
  private Open open = Open.NOTHING;
  private boolean calls;
  private @Nullable PartialCall partial;
  private String message = "";
  private Optional<String> reason = Optional.empty();

  /**
   * A decoder of one candidate.
   *
   * @param answerId the answer's id, from which ids of calls are made
   */
  CandidateReader(int candidate, String answerId, Drops drops) {
    this.candidate = candidate;
    String own = candidate == 0 ? answerId : answerId + "_" + candidate;
    this.search = "search_" + answerId + "_" + candidate;
    this.parts = new PartReader(GenerateReplyReader.ids(own), drops);
  }

  void read(JsonNode chunk, List<ChatEvent> out) {
    for (var node : chunk.path("content").path("parts")) {
      piece(node, out);
    }
    for (String field : List.of(Grounding.FIELD, "citationMetadata")) {
      if (chunk.has(field)) {
        sources.set(field, chunk.get(field));
      }
    }
    TokenChances.read(chunk.path("logprobsResult"))
        .ifPresent(list -> out.add(new ChatEvent.Logprobs(candidate, list)));
    if (chunk.path("finishReason").isTextual()) {
      reason = Optional.of(chunk.get("finishReason").textValue());
      message = chunk.path("finishMessage").asText("");
    }
  }

  private void piece(JsonNode node, List<ChatEvent> out) {
    if (partial != null && node.has("functionCall") && !node.path("functionCall").has("name")) {
      partial.add(node);
      if (!PartialCall.goesOn(node)) {
        endPartial(out);
      }
      return;
    }
    endPartial(out);
    if (PartialCall.begins(node)) {
      partial = PartialCall.of(node);
    } else {
      part(parts.read(node, PATH), out);
    }
  }

  private void endPartial(List<ChatEvent> out) {
    var ended = partial;
    partial = null;
    if (ended != null) {
      part(parts.read(ended.whole(), PATH), out);
    }
  }

  private void part(Part part, List<ChatEvent> out) {
    switch (part) {
      case Part.Text text -> grow(Open.TEXT, text.text(), text.signature(), out);
      case Part.Thinking thought -> grow(Open.THINKING, thought.text(), thought.opaque(), out);
      case Part.ToolCall call -> call(call, out);
      case Part.Media _, Part.Native _, Part.Refusal _, Part.ToolResult _ -> {
        close(out);
        out.add(new ChatEvent.PartOpened(candidate, part));
        out.add(new ChatEvent.PartClosed(candidate));
      }
    }
  }

  private void grow(Open kind, String text, Optional<Opaque> signature, List<ChatEvent> out) {
    if (!text.isEmpty()) {
      open(kind, out);
      if (kind == Open.TEXT && words.length() < MOST_WORDS) {
        words.append(text);
      }
      out.add(new ChatEvent.TextDelta(candidate, text));
    }
    if (signature.isPresent()) {
      open(kind, out);
      out.add(new ChatEvent.Signed(candidate, signature.get()));
      close(out);
    }
  }

  private void call(Part.ToolCall call, List<ChatEvent> out) {
    close(out);
    calls = true;
    var opened =
        new Part.ToolCall(
            call.id(),
            call.name(),
            "",
            false,
            Optional.empty(),
            call.signature(),
            Optional.empty());
    out.add(new ChatEvent.PartOpened(candidate, opened));
    out.add(new ChatEvent.ArgumentsDelta(candidate, call.arguments()));
    out.add(new ChatEvent.PartClosed(candidate));
  }

  private void open(Open kind, List<ChatEvent> out) {
    if (open == kind) {
      return;
    }
    close(out);
    open = kind;
    words.setLength(0);
    out.add(
        new ChatEvent.PartOpened(
            candidate,
            kind == Open.THINKING
                ? new Part.Thinking("", true, Optional.empty())
                : Part.Text.of("")));
  }

  private void close(List<ChatEvent> out) {
    if (open != Open.NOTHING) {
      out.add(new ChatEvent.PartClosed(candidate));
      open = Open.NOTHING;
    }
  }

  /** Sources may be told again and again, each time with all before; the last tell them all. */
  private void cite(List<ChatEvent> out) {
    var citations = Grounding.read(sources, open == Open.TEXT ? words.toString() : "");
    if (!citations.isEmpty()) {
      open(Open.TEXT, out);
      citations.forEach(citation -> out.add(new ChatEvent.Cited(candidate, citation)));
    }
  }

  boolean hasReason() {
    return reason.isPresent();
  }

  /** Closes what is open and tells the reason. */
  void finish(List<ChatEvent> out) {
    endPartial(out);
    cite(out);
    close(out);
    Grounding.search(sources, search)
        .ifPresent(
            searched -> {
              out.add(new ChatEvent.PartOpened(candidate, searched));
              out.add(new ChatEvent.PartClosed(candidate));
            });
    out.add(
        new ChatEvent.CandidateFinished(
            candidate, FinishReasons.read(reason.orElse("STOP"), calls, message)));
  }
}
