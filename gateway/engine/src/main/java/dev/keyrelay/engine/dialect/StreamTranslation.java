package dev.keyrelay.engine.dialect;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns one upstream stream into the client's, event by event. What upstream's events mean, an
 * {@link dev.keyrelay.engine.dialect.wire.EventInspector} tells of this stream as of any other.
 */
public final class StreamTranslation {

  private final Codec.EventDecoder decoder;
  private final Codec.EventEncoder encoder;
  private final CustomCalls customCalls;
  private final SourceLists sources;
  private final long estimatedInput;
  private final Drops drops;

  private @Nullable TokenUsage usage;
  private boolean failed;
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
   * none, nor does anything after it: {@link #fail} writes what the client is to know.
   */
  public List<SseEvent> accept(SseEvent event) {
    return read(() -> decoder.decode(event));
  }

  private List<SseEvent> read(Supplier<List<ChatEvent>> decoding) {
    if (complete || failed) {
      return List.of();
    }
    try {
      return written(decoding.get());
    } catch (RuntimeException malformed) {
      failed = true;
      return List.of();
    }
  }

  /**
   * Called once when the upstream stream has ended; the events that still belong to the client's.
   * If {@link #complete} is false afterwards, the stream was cut short, and {@link #fail} is due.
   */
  public List<SseEvent> end() {
    return read(decoder::end);
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
      case ChatEvent.TextDelta e -> characters += e.text().length();
      case ChatEvent.ArgumentsDelta e -> characters += e.json().length();
      case ChatEvent.Usage e -> usage = e.usage();
      case ChatEvent.Finished _ -> complete = true;
      case ChatEvent.Failed _ -> failed = true;
      case ChatEvent.PartOpened _,
          ChatEvent.Signed _,
          ChatEvent.CandidateFinished _,
          ChatEvent.Cited _,
          ChatEvent.Logprobs _,
          ChatEvent.PartClosed _ -> {}
    }
  }

  /** What of the answer so far the client's dialect cannot say. */
  public List<String> dropped() {
    return drops.fields();
  }

  /** Whether the answer is whole, and the client has its terminal event. */
  public boolean complete() {
    return complete;
  }
}
