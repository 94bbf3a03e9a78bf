package dev.keyrelay.engine.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Codec.EventDecoder;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.JsonBalance;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decodes a stream of response events. What was not told piece by piece is taken from the item at
 * its end; the state of an item is known by its place in the output.
 */
final class ResponseEventReader implements EventDecoder {

  private final ItemReader items;
  private boolean started;
  private boolean over;
  private boolean calls;
  private boolean declined;

  /** The open part: its kind and place, or empty. */
  private String open = "";

  /** The places of the items that have told pieces and have not ended. */
  private final Set<Integer> told = new HashSet<>();

  /** The places of calls that were begun, and of texts whose citations were told. */
  private final Set<Integer> called = new HashSet<>();

  private final Set<Integer> cited = new HashSet<>();
  private final List<Told> waiting = new ArrayList<>();
  private JsonBalance balance = new JsonBalance();
  private final Drops drops;

  /** An event that waits until the call that is open is whole. */
  private record Told(String type, JsonNode payload) {}

  ResponseEventReader(Drops drops) {
    this.drops = drops;
    this.items = new ItemReader(drops);
  }

  @Override
  public List<ChatEvent> decode(SseEvent event) {
    if (over) {
      return List.of();
    }
    JsonNode payload;
    try {
      payload = JsonBody.MAPPER.readTree(event.data());
    } catch (IOException broken) {
      return fail(event.data());
    }
    String type = payload.path("type").asText(event.name());
    var out = new ArrayList<ChatEvent>();
    if (overlaps(payload)) {
      waiting.add(new Told(type, payload));
    } else {
      take(type, payload, out);
      goOn(out);
    }
    return out;
  }

  /** Whether an event is of another item than the call that is open and not whole yet. */
  private boolean overlaps(JsonNode payload) {
    return payload.has("output_index")
        && open.startsWith("call")
        && !open.equals("call" + payload.get("output_index").asInt())
        && !balance.whole();
  }

  /** Lets those events be heard that waited for a call to be whole. */
  private void goOn(List<ChatEvent> out) {
    for (int i = 0; i < waiting.size(); ) {
      if (over || overlaps(waiting.get(i).payload)) {
        i++;
      } else {
        var next = waiting.remove(i);
        take(next.type, next.payload, out);
        i = 0;
      }
    }
  }

  private void take(String type, JsonNode payload, List<ChatEvent> out) {
    int index = payload.path("output_index").asInt(0);
    switch (type) {
      case "response.created", "response.in_progress" -> start(payload.path("response"), out);
      case "response.output_item.added" -> added(index, payload.path("item"), out);
      case "response.output_text.delta" -> {
        grow("text", index, payload, Part.Text.of(""), out);
        if (!payload.path("logprobs").isEmpty()) {
          out.add(new ChatEvent.Logprobs(0, payload.get("logprobs")));
        }
      }
      case "response.refusal.delta" -> {
        declined = true;
        grow("refusal", index, payload, new Part.Refusal(""), out);
      }
      case "response.reasoning_summary_text.delta" -> thought(index, payload, true, out);
      case "response.reasoning_text.delta" -> thought(index, payload, false, out);
      case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" -> {
        if (open.equals("call" + index)) {
          told.add(index);
          balance.add(payload.path("delta").asText(""));
          out.add(new ChatEvent.ArgumentsDelta(0, payload.path("delta").asText("")));
        }
      }
      case "response.output_text.annotation.added" -> {
        if (open.startsWith("text" + index + ".")) {
          cited.add(index);
          out.add(new ChatEvent.Cited(0, ItemReader.citation(payload.path("annotation"))));
        }
      }
      case "response.output_item.done" -> done(index, payload.path("item"), out);
      case "response.completed", "response.incomplete" -> finish(payload.path("response"), out);
      case "response.failed", "error" -> out.addAll(fail(payload.toString().getBytes(UTF_8)));
      default -> {}
    }
  }

  private void start(JsonNode response, List<ChatEvent> out) {
    if (!started) {
      started = true;
      var created = response.path("created_at");
      out.add(
          new ChatEvent.Started(
              Optional.ofNullable(response.path("id").textValue()),
              response.path("model").asText(""),
              created.isNumber() ? OptionalLong.of(created.longValue()) : OptionalLong.empty(),
              Optional.empty()));
    }
  }

  private void added(int index, JsonNode item, List<ChatEvent> out) {
    start(item, out);
    String type = item.path("type").asText();
    boolean own = ClientTool.ofItem(item).isPresent();
    if (own || type.equals("function_call") || type.equals("custom_tool_call")) {
      var part = items.said(new Fields(item, "output"), item, type).getFirst();
      if (part instanceof Part.ToolCall call) {
        calls = true;
        called.add(index);
        balance = new JsonBalance();
        open(
            "call" + index,
            new Part.ToolCall(
                call.id(),
                call.name(),
                "",
                call.custom(),
                call.namespace(),
                Optional.empty(),
                Optional.empty()),
            out);
      }
    }
  }

  private void thought(int index, JsonNode payload, boolean summary, List<ChatEvent> out) {
    String part = payload.path("summary_index").asText("0");
    String key = "thought" + index + "." + part;
    String before = "thought" + index + ".";
    if (open.startsWith(before) && !open.equals(key)) {
      open = key;
      out.add(new ChatEvent.TextDelta(0, "\n\n"));
    }
    open(key, new Part.Thinking("", summary, Optional.empty()), out);
    told.add(index);
    out.add(new ChatEvent.TextDelta(0, payload.path("delta").asText("")));
  }

  private void grow(String kind, int index, JsonNode payload, Part part, List<ChatEvent> out) {
    start(payload, out);
    open(kind + index + "." + payload.path("content_index").asText("0"), part, out);
    told.add(index);
    out.add(new ChatEvent.TextDelta(0, payload.path("delta").asText("")));
  }

  private void open(String key, Part part, List<ChatEvent> out) {
    if (!open.equals(key)) {
      close(out);
      open = key;
      out.add(new ChatEvent.PartOpened(0, part));
    }
  }

  private void close(List<ChatEvent> out) {
    if (!open.isEmpty()) {
      open = "";
      out.add(new ChatEvent.PartClosed(0));
    }
  }

  private void done(int index, JsonNode item, List<ChatEvent> out) {
    start(item, out);
    String type = item.path("type").asText("message");
    boolean pieces = told.remove(index);
    int content = -1;
    for (var part : items.answered(new Fields(item, "output"), item, type)) {
      content++;
      switch (part) {
        case Part.ToolCall call -> {
          if (called.contains(index) && !open.equals("call" + index)) {
            continue;
          }
          if (!open.equals("call" + index)) {
            added(index, item, out);
          }
          if (!pieces && !call.arguments().isEmpty()) {
            out.add(new ChatEvent.ArgumentsDelta(0, call.arguments()));
          }
        }
        case Part.Thinking thinking -> {
          boolean goesOn = open.startsWith("thought" + index + ".");
          if (!pieces || (!goesOn && thinking.opaque().isPresent())) {
            open("thought" + index + ".0", new Part.Thinking("", true, Optional.empty()), out);
            say(pieces ? "" : thinking.text(), out);
          }
          thinking.opaque().ifPresent(opaque -> out.add(new ChatEvent.Signed(0, opaque)));
        }
        case Part.Text text when !pieces -> {
          open("text" + index + ".0", Part.Text.of(""), out);
          say(text.text(), out);
          text.citations().forEach(citation -> out.add(new ChatEvent.Cited(0, citation)));
        }
        case Part.Refusal refusal when !pieces -> {
          declined = true;
          open("refusal" + index + ".0", new Part.Refusal(""), out);
          say(refusal.text(), out);
        }
        case Part.Text text when !cited.contains(index) -> {
          boolean here = open.equals("text" + index + "." + content);
          drops.addIf(!here && !text.citations().isEmpty(), "content.citations");
          text.citations().stream()
              .filter(_ -> here)
              .forEach(citation -> out.add(new ChatEvent.Cited(0, citation)));
        }
        case Part.Text _, Part.Refusal _ -> {}
        case Part.Media _, Part.Native _, Part.ToolResult _ -> {
          close(out);
          out.add(new ChatEvent.PartOpened(0, part));
          out.add(new ChatEvent.PartClosed(0));
        }
      }
    }
    close(out);
  }

  private static void say(String text, List<ChatEvent> out) {
    if (!text.isEmpty()) {
      out.add(new ChatEvent.TextDelta(0, text));
    }
  }

  private void finish(JsonNode response, List<ChatEvent> out) {
    start(response, out);
    close(out);
    goOn(out);
    close(out);
    over = true;
    out.add(new ChatEvent.CandidateFinished(0, ResponseReader.stop(response, calls, declined)));
    UsageReading.of(Dialect.OPENAI_RESPONSES, response.path("usage"))
        .ifPresent(usage -> out.add(new ChatEvent.Usage(usage)));
    out.add(new ChatEvent.Finished());
  }

  private List<ChatEvent> fail(byte[] payload) {
    over = true;
    return List.of(ErrorPayload.failed(payload));
  }

  @Override
  public List<ChatEvent> end() {
    return List.of();
  }
}
