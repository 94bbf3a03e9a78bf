package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Codec.EventDecoder;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a stream of chat completion chunks. Reasons and counts come in any order and may be
 * repeated, so the end is told when the stream ends.
 */
final class ChunkReader implements EventDecoder {

  private final Drops drops;
  private final TreeMap<Integer, CandidateReader> candidates = new TreeMap<>();
  private boolean started;
  private boolean over;
  private final String otherwise;
  private String id = "";
  private @Nullable TokenUsage usage;
  private List<Citation> found = List.of();

  ChunkReader(String otherwise, Drops drops) {
    this.otherwise = otherwise;
    this.drops = drops;
  }

  @Override
  public List<ChatEvent> decode(SseEvent event) {
    if (over) {
      return List.of();
    }
    if (OpenAiChatInspector.isDone(event.data())) {
      return finish();
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
    start(chunk, out);
    for (var choice : chunk.path("choices")) {
      int index = choice.path("index").asInt(0);
      String name = id.isEmpty() ? otherwise : id;
      candidates.computeIfAbsent(index, i -> new CandidateReader(i, name, drops)).read(choice, out);
    }
    usage(chunk).ifPresent(told -> usage = told);
    if (chunk.has("citations") || chunk.has("search_results")) {
      found = ChatReplyReader.found(chunk);
    }
    if (chunk.has("choices")) {
      drops.addUnknown(chunk, ChatReplyReader.KNOWN, "");
    }
    return out;
  }

  private void start(JsonNode chunk, List<ChatEvent> out) {
    if (!started && (chunk.hasNonNull("id") || chunk.path("choices").size() > 0)) {
      started = true;
      id = chunk.path("id").asText("");
      out.add(
          new ChatEvent.Started(
              id.isEmpty() ? Optional.empty() : Optional.of(id),
              chunk.path("model").asText(""),
              ChatReplyReader.created(chunk),
              Optional.empty()));
    }
  }

  private static Optional<TokenUsage> usage(JsonNode chunk) {
    for (String path : List.of("/usage", "/x_groq/usage", "/choices/0/usage")) {
      if (chunk.at(path).isObject()) {
        return UsageReading.of(Dialect.OPENAI_CHAT, chunk.at(path));
      }
    }
    return Optional.empty();
  }

  private List<ChatEvent> fail(byte[] payload) {
    over = true;
    return List.of(ErrorPayload.failed(payload));
  }

  @Override
  public List<ChatEvent> end() {
    boolean whole =
        !candidates.isEmpty() && candidates.values().stream().allMatch(CandidateReader::hasReason);
    return whole ? finish() : List.of();
  }

  private List<ChatEvent> finish() {
    if (over) {
      return List.of();
    }
    over = true;
    var out = new ArrayList<ChatEvent>();
    if (!started) {
      out.add(new ChatEvent.Started(Optional.empty(), "", OptionalLong.empty(), Optional.empty()));
    }
    candidates.values().forEach(candidate -> candidate.finish(found, out));
    if (usage != null) {
      out.add(new ChatEvent.Usage(usage));
    }
    out.add(new ChatEvent.Finished());
    return out;
  }
}
