package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.Codec.EventEncoder;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a stream of generateContent. Each chunk stands for itself: a call goes out whole when it
 * is closed, and the last chunk tells the reasons and the counts.
 */
final class GenerateChunkWriter implements EventEncoder {

  private static final class Candidate {
    private Part open = Part.Text.of("");
    private final StringBuilder arguments = new StringBuilder();
    private Optional<Opaque> signature = Optional.empty();
    private final Statements statements = new Statements();
    private final List<Part.Native> searches = new ArrayList<>();
    private Optional<Stop> stop = Optional.empty();
    private boolean declined;
  }

  private final ReplyOptions options;
  private final Drops drops;
  private final TreeMap<Integer, Candidate> candidates = new TreeMap<>();
  private String id;
  private @Nullable TokenUsage usage;

  GenerateChunkWriter(ReplyOptions options, Drops drops) {
    this.drops = drops;
    this.options = options;
    this.id = options.id();
  }

  @Override
  public List<SseEvent> encode(ChatEvent event) {
    var out = new ArrayList<SseEvent>();
    switch (event) {
      case ChatEvent.Started e -> {
        id = e.id().orElse(id);
        usage = e.usage().orElse(usage);
      }
      case ChatEvent.PartOpened e -> open(e.candidate(), e.part(), out);
      case ChatEvent.TextDelta e -> text(e.candidate(), e.text(), out);
      case ChatEvent.ArgumentsDelta e -> of(e.candidate()).arguments.append(e.json());
      case ChatEvent.Signed e -> sign(e.candidate(), e.opaque(), out);
      case ChatEvent.Cited e -> of(e.candidate()).statements.cite(e.citation());
      case ChatEvent.Logprobs e -> {
        var candidate = candidate(e.candidate());
        candidate.set("logprobsResult", TokenChances.write(e.logprobs()));
        out.add(chunk(List.of(candidate), false));
      }
      case ChatEvent.PartClosed e -> close(e.candidate(), out);
      case ChatEvent.Usage e -> usage = e.usage();
      case ChatEvent.CandidateFinished e -> of(e.candidate()).stop = Optional.of(e.stop());
      case ChatEvent.Finished _ -> out.add(last());
      case ChatEvent.Failed e ->
          out.addAll(
              fail(ClientError.of(502, e.error().path("message").asText("upstream failed"))));
    }
    return out;
  }

  @Override
  public List<SseEvent> fail(ClientError error) {
    return GeminiErrors.SHAPE.events(error);
  }

  private Candidate of(int index) {
    return candidates.computeIfAbsent(index, _ -> new Candidate());
  }

  private void open(int index, Part part, List<SseEvent> out) {
    var candidate = of(index);
    candidate.open = part;
    candidate.declined |= part instanceof Part.Refusal;
    candidate.arguments.setLength(0);
    switch (part) {
      case Part.ToolCall call -> {
        candidate.arguments.append(call.arguments());
        candidate.signature = call.signature();
      }
      case Part.Text text -> {
        text(index, text.text(), out);
        text.signature().ifPresent(signature -> sign(index, signature, out));
      }
      case Part.Thinking thinking -> {
        text(index, thinking.text(), out);
        thinking.opaque().ifPresent(opaque -> sign(index, opaque, out));
      }
      case Part.Refusal refusal -> text(index, refusal.text(), out);
      case Part.Native other when other.search().isPresent() -> candidate.searches.add(other);
      case Part.Media _, Part.Native _, Part.ToolResult _ ->
          SaidParts.write(part, drops).ifPresent(node -> out.add(said(index, node)));
    }
  }

  private void text(int index, String text, List<SseEvent> out) {
    if (!text.isEmpty()) {
      out.add(said(index, words(index, text)));
    }
  }

  private ObjectNode words(int index, String text) {
    var part = SaidParts.text(text);
    return of(index).open instanceof Part.Thinking ? part.put("thought", true) : part;
  }

  /** The proof of a call goes out with it; that of a text or a thought follows it. */
  private void sign(int index, Opaque opaque, List<SseEvent> out) {
    var candidate = of(index);
    if (candidate.open instanceof Part.ToolCall) {
      candidate.signature = Optional.of(opaque);
    } else {
      var part = words(index, "");
      Signatures.write(part, Optional.of(opaque));
      out.add(said(index, part));
    }
  }

  private void close(int index, List<SseEvent> out) {
    var candidate = of(index);
    if (candidate.open instanceof Part.ToolCall call) {
      var whole =
          new Part.ToolCall(
              call.id(),
              call.name(),
              candidate.arguments.toString(),
              call.custom(),
              call.namespace(),
              candidate.signature,
              call.cacheControl());
      SaidParts.write(whole, drops).ifPresent(node -> out.add(said(index, node)));
    }
    candidate.statements.end();
    candidate.open = Part.Text.of("");
  }

  private SseEvent said(int index, ObjectNode part) {
    var statements = of(index).statements;
    if (SaidParts.isText(part)) {
      statements.text(part.get("text").textValue());
    } else {
      statements.other();
    }
    var candidate = candidate(index);
    candidate.putObject("content").put("role", "model").putArray("parts").add(part);
    return chunk(List.of(candidate), false);
  }

  private static ObjectNode candidate(int index) {
    return Trees.object().put("index", index);
  }

  private SseEvent last() {
    of(0);
    var ends = new ArrayList<ObjectNode>();
    candidates.forEach(
        (index, said) -> {
          var node = candidate(index);
          node.putObject("content")
              .put("role", "model")
              .putArray("parts")
              .addObject()
              .put("text", "");
          var stop = said.stop.orElseGet(() -> Stop.of(Stop.Reason.END));
          drops.addStop(stop, FinishReasons.UNSAID, false);
          node.put("finishReason", FinishReasons.write(stop, said.declined));
          GroundingWriter.write(node, said.statements.cited(), said.searches, drops);
          if (!drops.fields().isEmpty()) {
            node.put("finishMessage", "left out: " + String.join(", ", drops.fields()));
          }
          ends.add(node);
        });
    return chunk(ends, true);
  }

  private SseEvent chunk(List<ObjectNode> said, boolean counted) {
    var chunk = Trees.object();
    said.forEach(chunk.putArray("candidates")::add);
    if (counted && usage != null) {
      chunk.set("usageMetadata", GeminiUsage.write(usage));
    }
    chunk.put("modelVersion", options.model()).put("responseId", id);
    return SseEvent.of("", chunk.toString());
  }
}
