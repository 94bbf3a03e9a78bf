package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.JsonBalance;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes the tool calls of one candidate. Their pieces are told apart by index, and may come
 * mixed; the calls go on one after the other. A piece of a later call waits while an earlier one is
 * not whole.
 */
final class CallsReader {

  private static final class Call {
    private final Part.ToolCall opened;
    private final JsonBalance balance = new JsonBalance();
    private final StringBuilder waiting = new StringBuilder();

    Call(Part.ToolCall opened) {
      this.opened = opened;
    }

    boolean whole() {
      return opened.custom() || balance.whole();
    }
  }

  private final int candidate;
  private final String answerId;
  private final Map<Integer, Call> byIndex = new HashMap<>();
  private final ArrayDeque<Call> queue = new ArrayDeque<>();
  private int count;

  CallsReader(int candidate, String answerId) {
    this.candidate = candidate;
    this.answerId = answerId;
  }

  boolean any() {
    return count > 0;
  }

  void read(JsonNode piece, List<ChatEvent> out) {
    boolean custom = piece.has("custom");
    JsonNode inner = custom ? piece.get("custom") : piece.path("function");
    int index = piece.path("index").asInt(0);
    Call call = byIndex.get(index);
    if (call == null || beginsAnother(call, piece, inner)) {
      call = open(piece, inner, custom, out);
      byIndex.put(index, call);
    }
    JsonNode arguments = inner.path(custom ? "input" : "arguments");
    if (arguments.isTextual()) {
      add(call, arguments.textValue(), out);
    } else if (arguments.isObject()) {
      add(call, arguments.toString(), out);
    }
  }

  /**
   * Several services give every call the index 0, or none; then a new id with a name is a new call.
   */
  private static boolean beginsAnother(Call call, JsonNode piece, JsonNode inner) {
    String id = piece.path("id").asText("");
    return !id.isEmpty()
        && !id.equals(call.opened.id())
        && !inner.path("name").asText("").isEmpty();
  }

  private Call open(JsonNode piece, JsonNode inner, boolean custom, List<ChatEvent> out) {
    String id = piece.path("id").asText("");
    var signature =
        Optional.ofNullable(piece.at("/extra_content/google/thought_signature").textValue())
            .map(value -> new Opaque(Family.GEMINI, value, Optional.empty()));
    var call =
        new Call(
            new Part.ToolCall(
                id.isEmpty() ? "call_" + answerId + "_" + candidate + "_" + count : id,
                inner.path("name").asText(""),
                "",
                custom,
                Optional.empty(),
                signature,
                Optional.empty()));
    count++;
    queue.add(call);
    if (queue.size() > 1) {
      advance(out);
    } else {
      out.add(new ChatEvent.PartOpened(candidate, call.opened));
    }
    return call;
  }

  private void add(Call call, String piece, List<ChatEvent> out) {
    if (piece.isEmpty() || !queue.contains(call)) {
      return;
    }
    call.balance.add(piece);
    if (queue.getFirst() == call) {
      out.add(new ChatEvent.ArgumentsDelta(candidate, piece));
      if (queue.size() > 1) {
        advance(out);
      }
    } else {
      call.waiting.append(piece);
    }
  }

  /** Goes on to the next call while the open one is whole. */
  private void advance(List<ChatEvent> out) {
    while (queue.size() > 1 && queue.getFirst().whole()) {
      next(out);
    }
  }

  private void next(List<ChatEvent> out) {
    queue.removeFirst();
    out.add(new ChatEvent.PartClosed(candidate));
    var call = queue.peekFirst();
    if (call != null) {
      out.add(new ChatEvent.PartOpened(candidate, call.opened));
      if (!call.waiting.isEmpty()) {
        out.add(new ChatEvent.ArgumentsDelta(candidate, call.waiting.toString()));
      }
    }
  }

  /** Closes all calls; another kind of part follows, or the end. */
  void close(List<ChatEvent> out) {
    while (!queue.isEmpty()) {
      next(out);
    }
  }
}
