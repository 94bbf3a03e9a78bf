package dev.keyrelay.engine.dialect.gemini;

import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.dialect.wire.KeyCursor;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Inspects streams of generateContent. They have no terminal event: an answer is whole once a
 * candidate has told why it finished, or the prompt was blocked; counts may still follow.
 */
public final class GeminiInspector implements EventInspector {

  private byte @Nullable [] counts;
  private byte @Nullable [] failed;
  private boolean finished;

  private boolean inCandidates;
  private boolean inParts;

  @Override
  public Meaning inspect(SseEvent event) {
    boolean content = false;
    boolean error = event.name().equals("error");
    var key = new KeyCursor(event.data());
    while (key.next()) {
      switch (key.depth()) {
        case 1 -> {
          inCandidates = key.is("candidates");
          error |= key.is("error") && key.hasValue();
        }
        case 2 -> ofPromptOrUsage(key, event);
        case 3 -> finished |= inCandidates && key.is("finishReason") && key.hasValue();
        case 4 -> inParts = key.is("parts");
        case 6 -> content |= inCandidates && inParts && saysSomething(key);
        default -> {}
      }
    }
    if (error) {
      failed = event.data();
      return Meaning.ERROR;
    }
    return content || finished ? Meaning.CONTENT : Meaning.NOISE;
  }

  private void ofPromptOrUsage(KeyCursor key, SseEvent event) {
    finished |= key.is("blockReason") && key.hasValue();
    if (key.is("promptTokenCount") || key.is("candidatesTokenCount") || key.is("totalTokenCount")) {
      counts = event.data();
    }
  }

  private static boolean saysSomething(KeyCursor key) {
    return !key.is("thought") && !key.is("thoughtSignature") && key.hasValue();
  }

  @Override
  public Optional<TokenUsage> usage() {
    return counts == null ? Optional.empty() : AnswerFacts.read(Dialect.GEMINI, counts).usage();
  }

  @Override
  public boolean complete() {
    return finished && failed == null;
  }

  @Override
  public Optional<byte[]> error() {
    return Optional.ofNullable(failed).map(ErrorPayload::of);
  }

  @Override
  public List<SseEvent> missingEnd() {
    return List.of();
  }

  @Override
  public List<SseEvent> failure(ClientError error) {
    return GeminiErrors.SHAPE.events(error);
  }
}
