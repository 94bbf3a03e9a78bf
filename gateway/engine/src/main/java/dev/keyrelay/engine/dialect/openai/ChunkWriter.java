package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.Codec.EventEncoder;
import dev.keyrelay.engine.dialect.wire.DataUrl;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a stream of chat completion chunks. Calls are counted by themselves: their index is not
 * that of their part.
 */
final class ChunkWriter implements EventEncoder {

  private static final class Candidate {
    private Part open = Part.Text.of("");
    private int calls;
    private boolean argued;
    private boolean declined;

    /** Characters of content told, and how many before the open part. */
    private int said;

    private int before;
    private final List<Citation> citations = new ArrayList<>();
  }

  private final ReplyOptions options;
  private final Drops drops;
  private final Map<Integer, Candidate> candidates = new HashMap<>();
  private String id;
  private long created;
  private @Nullable TokenUsage usage;

  ChunkWriter(ReplyOptions options, Drops drops) {
    this.drops = drops;
    this.options = options;
    this.id = options.idWith("chatcmpl-", Optional.empty());
    this.created = options.created();
  }

  @Override
  public List<SseEvent> encode(ChatEvent event) {
    var out = new ArrayList<SseEvent>();
    switch (event) {
      case ChatEvent.Started e -> {
        id = options.idWith("chatcmpl-", e.id());
        created = e.created().orElse(created);
        usage = e.usage().orElse(usage);
        of(0, out);
      }
      case ChatEvent.PartOpened e -> open(e.candidate(), e.part(), out);
      case ChatEvent.TextDelta e -> text(e.candidate(), e.text(), out);
      case ChatEvent.ArgumentsDelta e -> arguments(e.candidate(), e.json(), out);
      case ChatEvent.Signed e -> signed(e, out);
      case ChatEvent.Cited e -> cited(e, out);
      case ChatEvent.Logprobs e -> {
        var chunk = chunk();
        choice(chunk, e.candidate(), Trees.object())
            .putObject("logprobs")
            .set("content", e.logprobs());
        out.add(event(chunk));
      }
      case ChatEvent.PartClosed e -> close(e.candidate(), out);
      case ChatEvent.Usage e -> usage = e.usage();
      case ChatEvent.CandidateFinished e -> {
        of(e.candidate(), out);
        drops.addStop(e.stop(), StopWords.UNSAID, false);
        var chunk = chunk();
        choice(chunk, e.candidate(), Trees.object())
            .put("finish_reason", StopWords.write(e.stop(), of(e.candidate(), out).declined));
        out.add(event(chunk));
      }
      case ChatEvent.Finished _ -> finish(out);
      case ChatEvent.Failed e ->
          out.addAll(
              fail(ClientError.of(502, e.error().path("message").asText("upstream failed"))));
    }
    return out;
  }

  @Override
  public List<SseEvent> fail(ClientError error) {
    return OpenAiChatErrors.SHAPE.events(error);
  }

  private Candidate of(int index, List<SseEvent> out) {
    var candidate = candidates.get(index);
    if (candidate == null) {
      candidate = new Candidate();
      candidates.put(index, candidate);
      var chunk = chunk();
      choice(chunk, index, Trees.object().put("role", "assistant").put("content", ""));
      out.add(event(chunk));
    }
    return candidate;
  }

  private void open(int index, Part part, List<SseEvent> out) {
    var candidate = of(index, out);
    candidate.open = part;
    candidate.argued = false;
    candidate.before = candidate.said;
    candidate.declined |= part instanceof Part.Refusal;
    switch (part) {
      case Part.ToolCall call -> {
        var opened = ChatReplyWriter.call(call, true).put("index", candidate.calls);
        ((ObjectNode) opened.get(call.custom() ? "custom" : "function"))
            .put(call.custom() ? "input" : "arguments", "");
        delta(index, out, delta -> delta.putArray("tool_calls").add(opened));
        arguments(index, call.arguments(), out);
      }
      case Part.Thinking thinking -> {
        text(index, thinking.text(), out);
        thinking
            .opaque()
            .ifPresent(opaque -> encode(new ChatEvent.Signed(index, opaque)).forEach(out::add));
      }
      case Part.Text text -> text(index, text.text(), out);
      case Part.Refusal refusal -> text(index, refusal.text(), out);
      case Part.Native other -> {
        drops.addIf(other.text().isEmpty(), "content." + NativePieces.kind(other));
        text(index, other.text().map(ChatReplyWriter::spoken).orElse(""), out);
      }
      case Part.Media media -> {
        drops.addIf(DataUrl.of(media.source()).isEmpty(), "content.media");
        DataUrl.of(media.source())
            .ifPresent(
                url ->
                    delta(
                        index,
                        out,
                        delta ->
                            delta
                                .putArray("images")
                                .addObject()
                                .put("type", "image_url")
                                .putObject("image_url")
                                .put("url", url)));
      }
      case Part.ToolResult _ -> drops.add("content.tool_result");
    }
  }

  private void text(int index, String text, List<SseEvent> out) {
    if (!text.isEmpty()) {
      String field =
          switch (of(index, out).open) {
            case Part.Thinking _ -> "reasoning_content";
            case Part.Refusal refusal -> "refusal";
            case Part.Text _ -> "content";
            case Part.Native _ -> "content";
            case Part.Media _ -> "content";
            case Part.ToolCall _ -> "content";
            case Part.ToolResult _ -> "content";
          };
      if (field.equals("content")) {
        of(index, out).said += text.length();
      }
      delta(index, out, delta -> delta.put(field, text));
    }
  }

  /** A citation without a place of its own waits until it is known how far the text goes. */
  private void cited(ChatEvent.Cited e, List<SseEvent> out) {
    var candidate = of(e.candidate(), out);
    candidate.citations.add(e.citation());
    if (e.citation().end().isPresent()) {
      cite(e.candidate(), candidate, out);
    }
  }

  private void cite(int index, Candidate candidate, List<SseEvent> out) {
    var annotations = Trees.array();
    for (var citation : candidate.citations) {
      ChatReplyWriter.annotate(annotations, citation, candidate.before, candidate.said, drops);
    }
    candidate.citations.clear();
    if (!annotations.isEmpty()) {
      delta(index, out, delta -> delta.set("annotations", annotations));
    }
  }

  private void arguments(int index, String piece, List<SseEvent> out) {
    var candidate = of(index, out);
    if (piece.isEmpty() || !(candidate.open instanceof Part.ToolCall call)) {
      return;
    }
    candidate.argued = true;
    delta(
        index,
        out,
        delta -> {
          var node = delta.putArray("tool_calls").addObject().put("index", candidate.calls);
          if (call.custom()) {
            node.putObject("custom").put("input", piece);
          } else {
            node.putObject("function").put("arguments", piece);
          }
        });
  }

  private void signed(ChatEvent.Signed e, List<SseEvent> out) {
    var candidate = of(e.candidate(), out);
    delta(
        e.candidate(),
        out,
        delta -> {
          if (candidate.open instanceof Part.ToolCall) {
            var call = delta.putArray("tool_calls").addObject().put("index", candidate.calls);
            ChatReplyWriter.sign(call, e.opaque());
          } else if (candidate.open instanceof Part.Text) {
            ChatReplyWriter.sign(delta, e.opaque());
          } else {
            delta.putArray("reasoning_details").add(Thoughts.detail("", e.opaque()));
          }
        });
  }

  /** A call without arguments must still be JSON for the client that parses them. */
  private void close(int index, List<SseEvent> out) {
    var candidate = of(index, out);
    if (candidate.open instanceof Part.ToolCall call) {
      if (!candidate.argued && !call.custom()) {
        arguments(index, "{}", out);
      }
      candidate.calls++;
    }
    cite(index, candidate, out);
    candidate.open = Part.Text.of("");
  }

  private void finish(List<SseEvent> out) {
    if (options.usageWanted() && usage != null) {
      var chunk = chunk();
      chunk.putArray("choices");
      chunk.set("usage", ChatUsage.write(usage));
      out.add(event(chunk));
    }
    out.add(OpenAiChatErrors.DONE);
  }

  private void delta(int index, List<SseEvent> out, Consumer<ObjectNode> fill) {
    var delta = Trees.object();
    fill.accept(delta);
    var chunk = chunk();
    choice(chunk, index, delta);
    out.add(event(chunk));
  }

  private ObjectNode chunk() {
    return Trees.object()
        .put("id", id)
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", options.model());
  }

  private static ObjectNode choice(ObjectNode chunk, int index, ObjectNode delta) {
    var choice = chunk.putArray("choices").addObject().put("index", index);
    choice.set("delta", delta);
    return choice.putNull("finish_reason");
  }

  private static SseEvent event(ObjectNode chunk) {
    return SseEvent.of("", chunk.toString());
  }
}
