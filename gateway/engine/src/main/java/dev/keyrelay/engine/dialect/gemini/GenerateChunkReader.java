package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Codec.EventDecoder;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a stream of generateContent. It has no terminal event and counts may follow the reason,
 * so the end is told when the stream ends.
 */
final class GenerateChunkReader implements EventDecoder {

  /** What a chunk of an answer has one of; others mean nothing. */
  private static final List<String> KNOWN =
      List.of("responseId", "candidates", "promptFeedback", "usageMetadata");

  private final Drops drops;
  private final TreeMap<Integer, CandidateReader> candidates = new TreeMap<>();
  private boolean started;
  private boolean over;
  private final String otherwise;
  private String id = "";
  private @Nullable TokenUsage usage;
  private @Nullable Stop blocked;

  GenerateChunkReader(String otherwise, Drops drops) {
    this.otherwise = otherwise;
    this.drops = drops;
  }

  @Override
  public List<ChatEvent> decode(SseEvent event) {
    if (over) {
      return List.of();
    }
    JsonNode chunk;
    try {
      chunk = JsonBody.MAPPER.readTree(event.data());
    } catch (IOException broken) {
      return fail(event.data());
    }
    boolean error = chunk.hasNonNull("error") || event.name().equals("error");
    if (error || !chunk.isObject()) {
      return fail(event.data());
    }
    var out = new ArrayList<ChatEvent>();
    UsageReading.of(Dialect.GEMINI, chunk.path("usageMetadata")).ifPresent(told -> usage = told);
    start(chunk, out);
    for (var candidate : chunk.path("candidates")) {
      int index = candidate.path("index").asInt(0);
      GenerateReplyReader.dropUnknown(candidate, drops);
      candidates
          .computeIfAbsent(index, i -> new CandidateReader(i, id.isEmpty() ? otherwise : id, drops))
          .read(candidate, out);
    }
    FinishReasons.blocked(chunk.path("promptFeedback")).ifPresent(stop -> blocked = stop);
    return out;
  }

  private void start(JsonNode chunk, List<ChatEvent> out) {
    boolean known = KNOWN.stream().anyMatch(chunk::has);
    if (!started && known) {
      started = true;
      id = chunk.path("responseId").asText("");
      out.add(
          new ChatEvent.Started(
              id.isEmpty() ? Optional.empty() : Optional.of(id),
              chunk.path("modelVersion").asText(""),
              GenerateReplyReader.created(chunk.path("createTime").asText("")),
              Optional.ofNullable(usage)));
    }
  }

  private List<ChatEvent> fail(byte[] payload) {
    over = true;
    return List.of(ErrorPayload.failed(payload));
  }

  @Override
  public List<ChatEvent> end() {
    boolean whole =
        candidates.isEmpty()
            ? blocked != null
            : candidates.values().stream().allMatch(CandidateReader::hasReason);
    if (over || !whole) {
      return List.of();
    }
    over = true;
    var out = new ArrayList<ChatEvent>();
    candidates.values().forEach(candidate -> candidate.finish(out));
    if (candidates.isEmpty() && blocked != null) {
      out.add(new ChatEvent.CandidateFinished(0, blocked));
    }
    if (usage != null) {
      out.add(new ChatEvent.Usage(usage));
    }
    out.add(new ChatEvent.Finished());
    return out;
  }
}
