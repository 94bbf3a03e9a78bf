package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part.Thinking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Thoughts in messages: {@code reasoning_content} (DeepSeek and most others) or {@code reasoning}
 * (OpenRouter, Groq) as text, and OpenRouter's {@code reasoning_details}, whose entries also hold
 * signatures and encrypted thoughts with the family that made them.
 */
final class Thoughts {

  private Thoughts() {}

  static List<Thinking> read(Fields message) {
    var thoughts = new ArrayList<Thinking>();
    var text = message.text("reasoning_content").or(() -> message.text("reasoning"));
    message.ignore("reasoning");
    message.list("reasoning_details").forEach(detail -> add(thoughts, detail));
    boolean wordless = thoughts.stream().allMatch(thought -> thought.text().isEmpty());
    if (wordless) {
      text.filter(t -> !t.isEmpty()).ifPresent(t -> addWords(thoughts, t));
    }
    return thoughts;
  }

  /** The proof of a streamed thought comes without its words, which are told beside it. */
  private static void addWords(List<Thinking> thoughts, String text) {
    for (int i = 0; i < thoughts.size(); i++) {
      var proof = thoughts.get(i).opaque().orElseThrow();
      if (proof.family() != Family.ANTHROPIC_REDACTED) {
        boolean summary = proof.family() != Family.ANTHROPIC;
        thoughts.set(i, new Thinking(text, summary, Optional.of(proof)));
        return;
      }
    }
    thoughts.addFirst(new Thinking(text, false, Optional.empty()));
  }

  private static void add(List<Thinking> thoughts, JsonNode detail) {
    boolean summary = detail.path("type").asText().equals("reasoning.summary");
    String text = detail.path(summary ? "summary" : "text").asText("");
    var opaque = opaque(detail);
    boolean completes =
        text.isEmpty()
            && opaque.filter(o -> o.family() != Family.ANTHROPIC_REDACTED).isPresent()
            && !thoughts.isEmpty()
            && thoughts.getLast().opaque().isEmpty();
    if (completes) {
      var open = thoughts.removeLast();
      thoughts.add(new Thinking(open.text(), open.summary(), opaque));
    } else if (!text.isEmpty() || opaque.isPresent()) {
      thoughts.add(new Thinking(text, summary, opaque));
    }
  }

  /** The signature or encrypted form in an entry of {@code reasoning_details}. */
  static Optional<Opaque> opaque(JsonNode detail) {
    String format = detail.path("format").asText("");
    var id = Optional.ofNullable(detail.path("id").textValue());
    if (detail.path("signature").isTextual() && !detail.path("signature").textValue().isEmpty()) {
      return Optional.of(
          new Opaque(family(format, false), detail.get("signature").textValue(), id));
    }
    return detail.path("data").isTextual()
        ? Optional.of(new Opaque(family(format, true), detail.get("data").textValue(), id))
        : Optional.empty();
  }

  private static Family family(String format, boolean encrypted) {
    if (format.contains("gemini")) {
      return Family.GEMINI;
    }
    if (format.contains("openai")) {
      return Family.OPENAI;
    }
    return encrypted ? Family.ANTHROPIC_REDACTED : Family.ANTHROPIC;
  }

  /** An entry of {@code reasoning_details}. */
  static ObjectNode detail(String text, Opaque opaque) {
    var detail = Trees.object();
    switch (opaque.family()) {
      case ANTHROPIC ->
          detail
              .put("type", "reasoning.text")
              .put("text", text)
              .put("signature", opaque.value())
              .put("format", "anthropic-claude-v1");
      case ANTHROPIC_REDACTED -> encrypted(detail, opaque, "anthropic-claude-v1");
      case GEMINI -> encrypted(detail, opaque, "google-gemini-v1");
      case OPENAI -> encrypted(detail, opaque, "openai-responses-v1");
    }
    Trees.put(detail, "id", opaque.id());
    return detail;
  }

  private static void encrypted(ObjectNode detail, Opaque opaque, String format) {
    detail.put("type", "reasoning.encrypted").put("data", opaque.value()).put("format", format);
  }

  /** Adds the entries of a thought: its words, unless its proof holds them, and its proof. */
  static void details(ArrayNode details, Thinking thought) {
    boolean withProof = thought.opaque().filter(o -> o.family() == Family.ANTHROPIC).isPresent();
    if (!withProof && !thought.text().isEmpty()) {
      String kind = thought.summary() ? "summary" : "text";
      details.addObject().put("type", "reasoning." + kind).put(kind, thought.text());
    }
    thought.opaque().ifPresent(opaque -> details.add(detail(thought.text(), opaque)));
  }

  /** Writes thoughts into a message for someone who may see all of them. */
  static void write(ObjectNode message, List<Thinking> thoughts) {
    var text = new StringBuilder();
    var details = Trees.array();
    for (var thought : thoughts) {
      text.append(text.isEmpty() || thought.text().isEmpty() ? "" : "\n").append(thought.text());
    }
    if (thoughts.stream().anyMatch(thought -> thought.opaque().isPresent())) {
      thoughts.forEach(thought -> details(details, thought));
    }
    if (!text.isEmpty()) {
      message.put("reasoning_content", text.toString());
    }
    if (!details.isEmpty()) {
      message.set("reasoning_details", details);
    }
  }
}
