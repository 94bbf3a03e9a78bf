package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes turns as contents: system turns before the conversation become {@code systemInstruction},
 * later ones stay in their place in the words of the user; turns of one role become one content;
 * results come first in theirs, in the order of their calls.
 */
final class ContentsWriter {

  private final boolean strict;
  private final Drops drops;
  private final Map<String, String> toolNames = new HashMap<>();
  private final Map<String, Integer> callOrder = new HashMap<>();
  private final ArrayNode system = Trees.array();
  private final ArrayNode contents = Trees.array();
  private ArrayNode results = Trees.array();
  private ArrayNode parts = Trees.array();
  private Turn.Role role = Turn.Role.SYSTEM;

  /**
   * A writer.
   *
   * @param model the model, which tells whether calls must be signed
   */
  ContentsWriter(String model, Drops drops) {
    this.strict = ThinkingConfig.generation(model) >= 3;
    this.drops = drops;
  }

  void write(ObjectNode body, List<Turn> turns) {
    for (var turn : turns) {
      drops.addIf(turn.name().isPresent(), "messages.name");
      boolean instruction = turn.role() == Turn.Role.SYSTEM || turn.role() == Turn.Role.DEVELOPER;
      if (instruction && contents.isEmpty() && results.isEmpty() && parts.isEmpty()) {
        turn.parts().forEach(part -> part(part, system));
      } else {
        change(turn.role() == Turn.Role.ASSISTANT ? Turn.Role.ASSISTANT : Turn.Role.USER);
        turn.parts().forEach(part -> part(instruction ? quoted(part) : part, parts));
      }
    }
    change(Turn.Role.SYSTEM);
    if (contents.isEmpty() && !system.isEmpty()) {
      contents.addObject().put("role", "user").set("parts", system);
    } else if (!system.isEmpty()) {
      body.putObject("systemInstruction").set("parts", system);
    }
    body.set("contents", contents);
  }

  private static Part quoted(Part part) {
    return part instanceof Part.Text text && !text.text().isBlank()
        ? Part.Text.of("<system>\n" + text.text() + "\n</system>")
        : part;
  }

  private void change(Turn.Role next) {
    if (next == role) {
      return;
    }
    if (!results.isEmpty() || !parts.isEmpty()) {
      boolean model = role == Turn.Role.ASSISTANT;
      if (model && strict) {
        signFirstCall();
      }
      contents
          .addObject()
          .put("role", model ? "model" : "user")
          .set("parts", inCallOrder(results).addAll(parts));
      results = Trees.array();
      parts = Trees.array();
    }
    role = next;
  }

  /** Clients send results as tools end; the service wants them as it called. */
  private ArrayNode inCallOrder(ArrayNode answered) {
    if (answered.size() < 2) {
      return answered;
    }
    var sorted = new ArrayList<JsonNode>();
    answered.forEach(sorted::add);
    sorted.sort(Comparator.comparingInt(this::place));
    return Trees.array().addAll(sorted);
  }

  private int place(JsonNode result) {
    return callOrder.getOrDefault(result.at("/functionResponse/id").asText(), Integer.MAX_VALUE);
  }

  private void signFirstCall() {
    for (var part : parts) {
      if (part.has("functionCall")) {
        if (!part.has("thoughtSignature")) {
          ((ObjectNode) part).put("thoughtSignature", ForeignMarks.NOT_OF_GEMINI);
        }
        return;
      }
    }
  }

  /** Puts a part into a list; only Google's own proofs may be shown to it. */
  private void part(Part part, ArrayNode into) {
    drops.addIf(part.cacheControl().isPresent(), "messages.content.cache_control");
    switch (part) {
      case Part.Text text -> {
        drops.addIf(!text.citations().isEmpty(), "messages.content.citations");
        text(text.text(), own(text.signature()), into);
      }
      case Part.Refusal refusal -> text(refusal.text(), Optional.empty(), into);
      case Part.Thinking thinking -> thinking(thinking, into);
      case Part.ToolCall call -> {
        toolNames.put(call.id(), call.name());
        callOrder.putIfAbsent(call.id(), callOrder.size());
        var written = SaidParts.call(call);
        Signatures.write(written, own(call.signature()));
        into.add(written);
      }
      case Part.ToolResult result -> result(result);
      case Part.Media media -> {
        drops.addIf(media.detail().isPresent(), "messages.content.detail");
        drops.addIf(MediaParts.foreignOptions(media), "messages.content.options");
        boolean text = media.source() instanceof Part.PlainText;
        drops.addIf(media.name().isPresent() && !text, "messages.content.name");
        into.add(MediaParts.write(media));
      }
      case Part.Native other when other.dialect() == Dialect.GEMINI -> into.add(other.json());
      case Part.Native other -> {
        drops.addIf(other.text().isEmpty(), "messages.content." + NativePieces.kind(other));
        other.text().ifPresent(words -> text(words, Optional.empty(), into));
      }
    }
  }

  private Optional<Opaque> own(Optional<Opaque> signature) {
    var own = Signatures.own(signature);
    drops.addIf(own.isEmpty() && signature.isPresent(), "messages.signature");
    return own;
  }

  private static void text(String text, Optional<Opaque> signature, ArrayNode into) {
    if (!text.isEmpty() || signature.isPresent()) {
      Signatures.write(into.addObject().put("text", text), signature);
    }
  }

  /** A proof without thoughts is one that a client kept of an answer's text. */
  private void thinking(Part.Thinking thinking, ArrayNode into) {
    var own = thinking.opaque().filter(opaque -> opaque.family() == Family.GEMINI);
    if (own.isEmpty()) {
      drops.add("messages.content.thinking");
    } else if (thinking.text().isEmpty()) {
      text("", own, into);
    } else {
      var part = into.addObject().put("text", thinking.text()).put("thought", true);
      Signatures.write(part, own);
    }
  }

  /** What a part of a result says in words: beside them, Google takes nothing but media. */
  private static Optional<String> words(Part part) {
    return switch (part) {
      case Part.Text text -> Optional.of(text.text());
      case Part.Native other when other.dialect() != Dialect.GEMINI -> other.text();
      case Part.Media media when media.source() instanceof Part.PlainText ->
          Optional.of(MediaParts.write(media).get("text").textValue());
      default -> Optional.empty();
    };
  }

  private void result(Part.ToolResult result) {
    var response = Trees.object().put("id", result.callId());
    response.put(
        "name",
        result.name().orElseGet(() -> toolNames.getOrDefault(result.callId(), result.callId())));
    var texts = new StringBuilder();
    var shown = Trees.array();
    for (var part : result.content()) {
      words(part)
          .ifPresentOrElse(
              words -> texts.append(texts.isEmpty() ? "" : "\n").append(words),
              () -> part(part, shown));
    }
    String text = texts.toString();
    var object = text.isBlank() ? Optional.<ObjectNode>empty() : Trees.parseObject(text);
    response.set(
        "response",
        result.error()
            ? Trees.object().put("error", text)
            : object.orElseGet(() -> Trees.object().put("output", text)));
    drops.addIf(result.cacheControl().isPresent(), "messages.content.cache_control");
    results.addObject().set("functionResponse", response);
    if (strict && !shown.isEmpty()) {
      response.set("parts", shown);
    } else if (!shown.isEmpty()) {
      parts.addObject().put("text", "Shown by tool call " + result.callId() + ":");
      parts.addAll(shown);
    }
  }
}
