package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.Codec.EventEncoder;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Search;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a stream of response events with their numbers. The dialect has one candidate; others are
 * left out. Its last event repeats the whole output, which therefore is kept.
 */
final class ResponseEventWriter implements EventEncoder {

  private final Drops drops;
  private final ArrayNode output = Trees.array();
  private final List<SseEvent> out = new ArrayList<>();
  private ResponseHead head;
  private long sequence;
  private boolean started;
  private @Nullable OpenItem open;
  private @Nullable TokenUsage usage;
  private Stop stop = Stop.of(Stop.Reason.END);

  /** The search whose end has not been told: its item, and what the service calls it. */
  private @Nullable ObjectNode searched;

  private String searching = "";

  /** Whether the open item has all that belongs to it. */
  private boolean said;

  ResponseEventWriter(ReplyOptions options, Drops drops) {
    this.drops = drops;
    this.head = ResponseHead.of(options, options.created());
  }

  @Override
  public List<SseEvent> encode(ChatEvent event) {
    switch (event) {
      case ChatEvent.Started e -> start(e);
      case ChatEvent.PartOpened e when e.candidate() == 0 -> open(e.part());
      case ChatEvent.TextDelta e when e.candidate() == 0 -> grow(e.text());
      case ChatEvent.ArgumentsDelta e when e.candidate() == 0 -> grow(e.json());
      case ChatEvent.Signed e when e.candidate() == 0 -> sign(e);
      case ChatEvent.Cited e when e.candidate() == 0 -> cite(e);
      // The end waits for what follows, which tells whether the item was cut off.
      case ChatEvent.PartClosed e when e.candidate() == 0 -> said = true;
      case ChatEvent.CandidateFinished e when e.candidate() == 0 -> stop = e.stop();
      case ChatEvent.Usage e -> usage = e.usage();
      case ChatEvent.Finished _ -> finish();
      case ChatEvent.Failed e ->
          out.addAll(
              0, fail(ClientError.of(502, e.error().path("message").asText("upstream failed"))));
      case ChatEvent.PartOpened _,
          ChatEvent.TextDelta _,
          ChatEvent.ArgumentsDelta _,
          ChatEvent.Signed _,
          ChatEvent.Cited _,
          ChatEvent.PartClosed _,
          ChatEvent.CandidateFinished _ ->
          drops.add("choices");
      case ChatEvent.Logprobs e when e.candidate() == 0 && open != null ->
          open.chances(e.logprobs());
      case ChatEvent.Logprobs _ -> drops.add("logprobs");
    }
    return told();
  }

  private List<SseEvent> told() {
    var events = List.copyOf(out);
    out.clear();
    return events;
  }

  @Override
  public List<SseEvent> fail(ClientError error) {
    closeSearch();
    if (said) {
      close(ResponseWriter.COMPLETED);
    }
    var failure = ResponsesErrors.events(error, head, sequence);
    sequence += failure.size();
    out.addAll(failure);
    return told();
  }

  private void start(ChatEvent.Started e) {
    long created = e.created().orElse(head.createdAt());
    head = new ResponseHead(head.id(), created, head.model(), head.asked());
    usage = e.usage().orElse(usage);
    begin();
  }

  private void begin() {
    if (!started) {
      started = true;
      say("response.created", whole(head.response("in_progress")));
      say("response.in_progress", whole(head.response("in_progress")));
    }
  }

  private static ObjectNode whole(ObjectNode response) {
    var event = Trees.object();
    event.set("response", response);
    return event;
  }

  private void open(Part part) {
    begin();
    if (!foundBy(part)) {
      closeSearch();
      close(ResponseWriter.COMPLETED);
      begin(part);
    }
  }

  private void begin(Part part) {
    String id = head.id() + "_" + output.size();
    var search = ResponseWriter.search(part);
    if (search.isPresent()) {
      search(search.get(), id);
    } else if (part instanceof Part.Media || part instanceof Part.Native) {
      ResponseWriter.item(part, id, drops).ifPresent(this::sayWhole);
    } else {
      open = new OpenItem(part, id, output.size(), this::say);
    }
  }

  private void sayWhole(ObjectNode item) {
    var event = Trees.object().put("output_index", output.size());
    say("response.output_item.added", event.deepCopy().set("item", item));
    say("response.output_item.done", event.set("item", item));
    output.add(item);
  }

  private void search(Search search, String id) {
    var item = SearchCalls.write(search, id);
    searching = search.id();
    searched = item;
    var event = Trees.object().put("output_index", output.size());
    say(
        "response.output_item.added",
        event.deepCopy().set("item", item.deepCopy().put("status", "in_progress")));
    event.put("item_id", item.get("id").textValue());
    say("response.web_search_call.in_progress", event);
    say("response.web_search_call.searching", event);
    if (search.found().isPresent()) {
      closeSearch();
    }
  }

  /** Whether a part tells what the present search found. */
  private boolean foundBy(Part part) {
    var found = ResponseWriter.search(part).filter(search -> search.id().equals(searching));
    var item = searched;
    if (found.isEmpty() || item == null) {
      return false;
    }
    found.get().found().ifPresent(pages -> SearchCalls.found(item, pages));
    closeSearch();
    return true;
  }

  private void closeSearch() {
    var item = searched;
    searched = null;
    if (item != null) {
      var event = Trees.object().put("output_index", output.size());
      say(
          "response.web_search_call.completed",
          event.deepCopy().put("item_id", item.get("id").textValue()));
      say("response.output_item.done", event.set("item", item));
      output.add(item);
    }
  }

  private void grow(String text) {
    if (open != null && !text.isEmpty()) {
      open.grow(text);
    }
  }

  private void sign(ChatEvent.Signed e) {
    if (open != null) {
      open.sign(e.opaque());
    }
  }

  private void cite(ChatEvent.Cited e) {
    if (!drops.addUnsaid(e.citation(), false) && open != null) {
      open.cite(e.citation());
    }
  }

  private void close(String status) {
    var closed = open;
    said = false;
    if (closed == null) {
      return;
    }
    open = null;
    closed.close(status).ifPresent(output::add);
    closed
        .carrier()
        .flatMap(
            thought -> ResponseWriter.item(thought, head.id() + "_" + output.size(), new Drops()))
        .ifPresent(this::sayWhole);
  }

  private void finish() {
    begin();
    boolean declined = (open != null && open.declines()) || ResponseWriter.declined(output);
    boolean whole = ResponseWriter.incomplete(stop, declined).isEmpty();
    closeSearch();
    close(whole ? ResponseWriter.COMPLETED : ResponseWriter.INCOMPLETE);
    drops.addStop(stop, ResponseWriter.UNSAID, false);
    var response = ResponseWriter.ended(head, output, stop, Optional.ofNullable(usage));
    say("response." + response.get("status").textValue(), whole(response));
  }

  private void say(String type, ObjectNode fields) {
    var event = Trees.object().put("type", type).put("sequence_number", sequence++);
    event.setAll(fields);
    out.add(SseEvent.of(type, event.toString()));
  }
}
