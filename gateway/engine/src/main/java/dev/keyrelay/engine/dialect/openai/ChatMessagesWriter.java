package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.Shortened;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes turns as messages.
 *
 * <p>A message holds words before calls, and the results of calls follow their message at once. So
 * a turn that goes on after its calls becomes several messages with their results between them,
 * results come before what else a user says, and what a result shows besides text comes after the
 * results.
 */
final class ChatMessagesWriter {

  /** What OpenAI's errors tell as the most, which was lower for some. */
  private static final int LONGEST_ID_OF_OPENAI = 40;

  private static final int LONGEST_ID = 64;

  private final Optional<Family> family;

  /** Whether the service has models of several makers, whom it names before them. */
  private final boolean mixed;

  private final Drops drops;
  private final ChatPartWriter parts;
  private final ArrayNode messages = Trees.array();
  private final List<Part> shown = new ArrayList<>();

  ChatMessagesWriter(String model, Drops drops) {
    this.family = Carrier.familyOf(model);
    this.mixed = model.contains("/");
    this.drops = drops;
    this.parts = new ChatPartWriter(family, drops);
  }

  ArrayNode write(List<Turn> turns) {
    var left = new ArrayList<>(turns);
    for (int i = 0; i < left.size(); i++) {
      var turn = left.get(i);
      switch (turn.role()) {
        case SYSTEM -> instruction("system", turn);
        case DEVELOPER -> instruction(of(Family.OPENAI) ? "developer" : "system", turn);
        case USER -> user(turn);
        case ASSISTANT -> assistant(turn, new Results(left, i + 1));
      }
    }
    flushShown();
    return messages;
  }

  private boolean of(Family wanted) {
    return family.filter(wanted::equals).isPresent();
  }

  private void instruction(String role, Turn turn) {
    if (!turn.parts().isEmpty()) {
      plain(role, turn);
    }
  }

  private void plain(String role, Turn turn) {
    flushShown();
    var message = messages.addObject().put("role", role);
    message.set("content", parts.content(turn.parts()));
    Trees.put(message, "name", turn.name());
  }

  private void user(Turn turn) {
    var rest = new ArrayList<Part>();
    for (var part : turn.parts()) {
      if (part instanceof Part.ToolResult result) {
        result(result);
      } else {
        rest.add(part);
      }
    }
    if (!rest.isEmpty()) {
      rest.addAll(0, shown);
      shown.clear();
      plain("user", new Turn(Turn.Role.USER, rest, turn.name()));
    }
  }

  private void result(Part.ToolResult result) {
    drops.addIf(result.cacheControl().isPresent(), "messages.content.cache_control");
    var texts = new ArrayList<Part>();
    for (var part : result.content()) {
      if (part instanceof Part.Media) {
        shown.add(Part.Text.of("Shown by tool call " + result.callId() + ":"));
        shown.add(part);
      } else {
        texts.add(part);
      }
    }
    var message = messages.addObject().put("role", "tool").put("tool_call_id", id(result.callId()));
    message.set("content", parts.content(marked(texts, result.error())));
  }

  /** The dialect has no mark for a failed tool, so its text says it. */
  private static List<Part> marked(List<Part> texts, boolean error) {
    if (!error) {
      return texts;
    }
    String first =
        texts.isEmpty() || !(texts.getFirst() instanceof Part.Text text) ? "" : text.text();
    if (first.regionMatches(true, 0, "error", 0, 5)) {
      return texts;
    }
    var marked = new ArrayList<Part>(texts);
    if (!first.isEmpty()) {
      marked.removeFirst();
    }
    marked.addFirst(Part.Text.of(first.isEmpty() ? "Error" : "Error: " + first));
    return marked;
  }

  private void flushShown() {
    if (!shown.isEmpty()) {
      var message = messages.addObject().put("role", "user");
      message.set("content", parts.content(List.copyOf(shown)));
      shown.clear();
    }
  }

  private void assistant(Turn turn, Results results) {
    flushShown();
    var segments = segments(turn.parts().stream().filter(part -> !isNothing(part)).toList());
    boolean all = segments.subList(0, segments.size() - 1).stream().allMatch(results::haveAll);
    if (!all) {
      said(turn.parts(), turn.name());
      return;
    }
    for (var segment : segments) {
      said(segment, turn.name());
      if (segment != segments.getLast()) {
        results.take(segment).forEach(this::result);
      }
    }
  }

  /** Streams of Gemini end with a text of nothing, which clients send back behind the calls. */
  private static boolean isNothing(Part part) {
    return part instanceof Part.Text text && text.text().isEmpty() && text.signature().isEmpty();
  }

  /** Cuts a turn where it goes on after calls. */
  private static List<List<Part>> segments(List<Part> parts) {
    var segments = new ArrayList<List<Part>>();
    segments.add(new ArrayList<>());
    boolean called = false;
    for (var part : parts) {
      boolean call = part instanceof Part.ToolCall;
      if (called && !call) {
        segments.add(new ArrayList<>());
      }
      called = call;
      segments.getLast().add(part);
    }
    return segments;
  }

  private void said(List<Part> said, Optional<String> name) {
    var message = messages.addObject().put("role", "assistant").putNull("content");
    Trees.put(message, "name", name);
    var thoughts = new ArrayList<Part.Thinking>();
    var words = new ArrayList<Part>();
    var calls = Trees.array();
    for (var part : said) {
      switch (part) {
        case Part.Thinking thinking -> thoughts.add(thinking);
        case Part.ToolCall call -> calls.add(call(call));
        case Part.Refusal refusal -> message.put("refusal", refusal.text());
        case Part.Media _ -> drops.add("messages.content.media");
        case Part.Text text -> {
          words.add(text);
          text.signature().ifPresent(signature -> sign(message, signature));
        }
        case Part.Native other -> words.add(other);
        case Part.ToolResult _ -> drops.add("messages.content.tool_result");
      }
    }
    var content = parts.content(words);
    if (!words.isEmpty() && (content.isTextual() || !content.isEmpty())) {
      message.set("content", content);
    }
    replay(message, thoughts);
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
    if (message.path("content").isNull() && calls.isEmpty()) {
      withoutWords(message);
    }
  }

  /** A message must have content, calls or a refusal; one of nothing at all is left out. */
  private void withoutWords(ObjectNode message) {
    boolean thoughts = message.has("reasoning_content") || message.has("reasoning_details");
    if (thoughts) {
      message.put("content", "");
    } else if (!message.has("refusal")) {
      messages.remove(messages.size() - 1);
    }
  }

  private void sign(ObjectNode message, Opaque signature) {
    if (of(Family.GEMINI)) {
      ChatReplyWriter.sign(message, signature);
    } else {
      drops.add("messages.signature");
    }
  }

  private ObjectNode call(Part.ToolCall call) {
    drops.addIf(call.signature().isPresent() && !of(Family.GEMINI), "messages.signature");
    drops.addIf(call.cacheControl().isPresent(), "messages.content.cache_control");
    var shown = call.custom() && !of(Family.OPENAI) ? disguised(call) : call;
    return ChatReplyWriter.call(shown, of(Family.GEMINI)).put("id", id(call.id()));
  }

  /** What {@link ChatTools} shows as a function was called as one. */
  private static Part.ToolCall disguised(Part.ToolCall call) {
    return new Part.ToolCall(
        call.id(),
        call.name(),
        FreeText.arguments(call.arguments()).toString(),
        false,
        call.namespace(),
        call.signature(),
        call.cacheControl());
  }

  private String id(String id) {
    return Shortened.to(of(Family.OPENAI) ? LONGEST_ID_OF_OPENAI : LONGEST_ID, id);
  }

  /**
   * Thoughts without proof are open text, for all but OpenAI's own models, whose service refuses
   * the field. Those with one are shown to none but the family that made them; OpenAI's, whose own
   * chat completions have no place for them, to services of many makers alone.
   */
  private void replay(ObjectNode message, List<Part.Thinking> thoughts) {
    var own = new ArrayList<Part.Thinking>();
    for (var thought : thoughts) {
      boolean ours =
          thought
              .opaque()
              .map(opaque -> of(base(opaque.family())) && (mixed || !of(Family.OPENAI)))
              .orElseGet(() -> !of(Family.OPENAI));
      drops.addIf(!ours, "messages.content.thinking");
      if (ours) {
        own.add(thought);
      }
    }
    Thoughts.write(message, own);
  }

  private static Family base(Family family) {
    return family == Family.ANTHROPIC_REDACTED ? Family.ANTHROPIC : family;
  }

  /** The results in the turns that follow, which a message may take to itself. */
  private record Results(List<Turn> turns, int from) {

    private int end() {
      int end = from;
      while (end < turns.size() && turns.get(end).role() == Turn.Role.USER) {
        end++;
      }
      return end;
    }

    private Optional<Part.ToolResult> find(String callId) {
      return turns.subList(from, end()).stream()
          .flatMap(turn -> turn.parts().stream())
          .filter(Part.ToolResult.class::isInstance)
          .map(Part.ToolResult.class::cast)
          .filter(result -> result.callId().equals(callId))
          .findFirst();
    }

    private static List<String> calls(List<Part> segment) {
      return segment.stream()
          .filter(Part.ToolCall.class::isInstance)
          .map(part -> ((Part.ToolCall) part).id())
          .toList();
    }

    boolean haveAll(List<Part> segment) {
      return calls(segment).stream().allMatch(id -> find(id).isPresent());
    }

    List<Part.ToolResult> take(List<Part> segment) {
      var taken = calls(segment).stream().map(id -> find(id).orElseThrow()).toList();
      for (int i = from; i < end(); i++) {
        var turn = turns.get(i);
        var rest = turn.parts().stream().filter(part -> !taken.contains(part)).toList();
        turns.set(i, new Turn(turn.role(), rest, turn.name()));
      }
      return taken;
    }
  }
}
