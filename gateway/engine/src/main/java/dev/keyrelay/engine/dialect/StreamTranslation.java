package dev.keyrelay.engine.dialect;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.EventInspector.Meaning;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns one upstream stream into the client's, event by event. Beside the events it tells what an
 * {@link dev.keyrelay.engine.dialect.wire.EventInspector} tells of a stream that is passed through.
 */
public final class StreamTranslation {

  private final Codec.EventDecoder decoder;
  private final Codec.EventEncoder encoder;
  private final CustomCalls customCalls;
  private final SourceLists sources;
  private final long estimatedInput;
  private final Drops drops;

  private Meaning meaning = Meaning.NOISE;
  private @Nullable TokenUsage usage;
  private byte @Nullable [] error;
  private boolean complete;
  private long characters;

  StreamTranslation(
      Codec.EventDecoder decoder,
      Codec.EventEncoder encoder,
      CustomCalls customCalls,
      SourceLists sources,
      long estimatedInput,
      Drops drops) {
    this.decoder = decoder;
    this.encoder = encoder;
    this.customCalls = customCalls;
    this.sources = sources;
    this.estimatedInput = estimatedInput;
    this.drops = drops;
  }

  /**
   * Takes the next upstream event; the events to send to the client. An error of upstream brings
   * none: {@link #meaning} and {@link #error} tell it, and {@link #fail} writes what the client is
   * to know.
   */
  public List<SseEvent> accept(SseEvent event) {
    meaning = Meaning.NOISE;
    return complete || error != null ? List.of() : read(() -> decoder.decode(event));
  }

  private List<SseEvent> read(Supplier<List<ChatEvent>> decoding) {
    try {
      return written(decoding.get());
    } catch (RuntimeException malformed) {
      return written(List.of(new ChatEvent.Failed(told(malformed))));
    }
  }

  private static com.fasterxml.jackson.databind.JsonNode told(RuntimeException malformed) {
    return Trees.object()
        .put("type", "server_error")
        .put("message", "upstream sent an event that cannot be read: " + malformed.getMessage());
  }

  /**
   * Called once when the upstream stream has ended; the events that still belong to the client's.
   * If {@link #complete} is false afterwards, the stream was cut short, and {@link #fail} is due.
   */
  public List<SseEvent> end() {
    meaning = Meaning.NOISE;
    return complete || error != null ? List.of() : read(decoder::end);
  }

  /** The events that tell the client that the stream failed, and end it. */
  public List<SseEvent> fail(ClientError told) {
    return encoder.fail(told);
  }

  private List<SseEvent> written(List<ChatEvent> events) {
    var out = new ArrayList<SseEvent>();
    for (var decoded : events) {
      for (var restored : customCalls.restored(decoded)) {
        sources.told(restored).forEach(event -> write(event, out));
      }
    }
    return out;
  }

  private void write(ChatEvent event, List<SseEvent> out) {
    note(event);
    if (event instanceof ChatEvent.Finished && usage == null) {
      usage = estimated();
      out.addAll(encoder.encode(new ChatEvent.Usage(usage)));
    }
    if (!(event instanceof ChatEvent.Failed)) {
      out.addAll(encoder.encode(event));
    }
  }

  private TokenUsage estimated() {
    return new TokenUsage(
        estimatedInput, 0, 0, Estimate.tokens(characters), 0, OptionalDouble.empty(), true);
  }

  private void note(ChatEvent event) {
    switch (event) {
      case ChatEvent.Started e -> usage = e.usage().orElse(usage);
      case ChatEvent.PartOpened e -> {
        boolean whole =
            switch (e.part()) {
              case Part.Text _, Part.Refusal _ -> false;
              case Part.Thinking thinking -> thinking.opaque().isPresent();
              case Part.ToolCall _, Part.Media _, Part.Native _, Part.ToolResult _ -> true;
            };
        mean(whole ? Meaning.CONTENT : Meaning.NOISE);
      }
      case ChatEvent.TextDelta e -> {
        characters += e.text().length();
        mean(Meaning.CONTENT);
      }
      case ChatEvent.ArgumentsDelta e -> {
        characters += e.json().length();
        mean(Meaning.CONTENT);
      }
      case ChatEvent.Signed _, ChatEvent.CandidateFinished _ -> mean(Meaning.CONTENT);
      case ChatEvent.Usage e -> usage = e.usage();
      case ChatEvent.Finished _ -> {
        complete = true;
        meaning = Meaning.TERMINAL;
      }
      case ChatEvent.Failed e -> {
        error =
            Trees.object()
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("error", e.error())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        meaning = Meaning.ERROR;
      }
      case ChatEvent.Cited _, ChatEvent.Logprobs _, ChatEvent.PartClosed _ -> {}
    }
  }

  private void mean(Meaning found) {
    if (meaning == Meaning.NOISE) {
      meaning = found;
    }
  }

  /** What the last accepted event meant. */
  public Meaning meaning() {
    return meaning;
  }

  /** The tokens used, as far as told; estimated at the end if upstream tells none. */
  public Optional<TokenUsage> usage() {
    return Optional.ofNullable(usage);
  }

  /** What of the answer so far the client's dialect cannot say. */
  public List<String> dropped() {
    return drops.fields();
  }

  /** Whether the answer is whole, and the client has its terminal event. */
  public boolean complete() {
    return complete;
  }

  /** Upstream's error, as a JSON object with a field {@code error}. */
  public Optional<byte[]> error() {
    return Optional.ofNullable(error);
  }
}
