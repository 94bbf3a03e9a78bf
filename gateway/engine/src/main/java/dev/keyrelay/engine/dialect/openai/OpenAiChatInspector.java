package dev.keyrelay.engine.dialect.openai;

import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.dialect.wire.KeyCursor;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inspects streams of chat completions, and of the older completions. */
public final class OpenAiChatInspector implements EventInspector {

  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private byte @Nullable [] counts;
  private byte @Nullable [] failed;
  private long candidatesSeen;
  private int finishes;
  private boolean done;

  @Override
  public Meaning inspect(SseEvent event) {
    if (isDone(event.data())) {
      done = true;
      return Meaning.TERMINAL;
    }
    var chunk = new Chunk(event.data());
    if (chunk.error || event.name().equals("error")) {
      failed = event.data();
      return Meaning.ERROR;
    }
    if (chunk.usage) {
      counts = event.data();
    }
    candidatesSeen |= chunk.candidates;
    finishes += chunk.finishes;
    if (chunk.content || chunk.finishes > 0) {
      return Meaning.CONTENT;
    }
    return chunk.usage && chunk.noChoices ? Meaning.USAGE_ONLY : Meaning.NOISE;
  }

  static boolean isDone(byte[] data) {
    int start = 0;
    int end = data.length;
    while (start < end && data[start] <= ' ') {
      start++;
    }
    while (end > start && data[end - 1] <= ' ') {
      end--;
    }
    return Arrays.equals(data, start, end, DONE, 0, DONE.length);
  }

  @Override
  public Optional<TokenUsage> usage() {
    return counts == null
        ? Optional.empty()
        : AnswerFacts.read(Dialect.OPENAI_CHAT, counts).usage();
  }

  @Override
  public boolean complete() {
    return failed == null && (done || (finishes > 0 && finishes >= Long.bitCount(candidatesSeen)));
  }

  @Override
  public Optional<byte[]> error() {
    return Optional.ofNullable(failed).map(ErrorPayload::of);
  }

  @Override
  public List<SseEvent> missingEnd() {
    return complete() && !done ? List.of(OpenAiChatErrors.DONE) : List.of();
  }

  @Override
  public List<SseEvent> failure(ClientError error) {
    return OpenAiChatErrors.SHAPE.events(error);
  }

  /** What the keys of one chunk tell. */
  private static final class Chunk {
    private boolean error;
    private boolean usage;
    private boolean noChoices;
    private boolean content;
    private int finishes;
    private long candidates;

    private boolean inChoices;
    private boolean inDelta;

    Chunk(byte[] data) {
      var key = new KeyCursor(data);
      while (key.next()) {
        switch (key.depth()) {
          case 1 -> outermost(key);
          case 2 -> usage |= key.is("usage") && key.startsWith('{');
          case 3 -> ofChoice(key);
          case 4 -> content |= inChoices && inDelta && !key.is("role") && key.hasValue();
          default -> {}
        }
      }
    }

    private void outermost(KeyCursor key) {
      inChoices = key.is("choices");
      noChoices |= inChoices && !key.hasValue();
      error |= key.is("error") && key.hasValue();
      usage |= key.is("usage") && key.startsWith('{');
    }

    private void ofChoice(KeyCursor key) {
      if (!inChoices) {
        return;
      }
      inDelta = key.is("delta") || key.is("message");
      if (key.is("index")) {
        candidates |= 1L << key.digits(63);
      } else if (key.is("finish_reason") && key.hasValue()) {
        finishes++;
      } else if (key.is("text")) {
        content |= key.hasValue();
      } else if (key.is("usage")) {
        usage |= key.startsWith('{');
      }
    }
  }
}
