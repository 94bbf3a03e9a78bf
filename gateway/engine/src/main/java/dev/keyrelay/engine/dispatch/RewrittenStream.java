package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.StreamTranslation;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.SseWriter;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.upstream.HandedOnStream;
import dev.keyrelay.spi.Dialect;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A committed stream that is pulled event by event and rewritten: out of its envelope, into the
 * client's dialect. Holds one event at a time.
 */
final class RewrittenStream implements StreamedBytes {

  private final HandedOnStream upstream;
  private final CommittedStream commit;
  private final UnaryOperator<SseEvent> opener;
  private final Optional<StreamTranslation> translation;
  private final Dialect client;
  private boolean ended;

  RewrittenStream(
      HandedOnStream upstream,
      CommittedStream commit,
      UnaryOperator<SseEvent> opener,
      Optional<StreamTranslation> translation,
      Dialect client) {
    this.upstream = upstream;
    this.commit = commit;
    this.opener = opener;
    this.translation = translation;
    this.client = client;
  }

  @Override
  public byte @Nullable [] next() throws InterruptedException {
    while (!ended) {
      var event = upstream.nextEvent();
      List<SseEvent> events;
      if (event == null) {
        ended = true;
        events = last();
      } else {
        var opened = opener.apply(event);
        events = translation.map(t -> t.accept(opened)).orElseGet(() -> List.of(opened));
      }
      if (!events.isEmpty()) {
        byte[] bytes = withDrops(written(events));
        commit.trace().told(bytes);
        return bytes;
      }
    }
    return null;
  }

  /**
   * Before the end of the answer, what it lost: the header that tells it otherwise is gone by then.
   * Comments break a real Gemini client, whose last event tells it.
   */
  private byte[] withDrops(byte[] events) {
    var dropped =
        translation
            .filter(t -> t.complete() && client != Dialect.GEMINI)
            .map(StreamTranslation::dropped)
            .orElse(List.of());
    if (dropped.isEmpty()) {
      return events;
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(SseWriter.comment("x-keyrelay-dropped: " + String.join(", ", dropped)));
    out.writeBytes(events);
    return out.toByteArray();
  }

  /** What the client is owed at the end: the rest of the answer, or why there is none. */
  private List<SseEvent> last() {
    var events = new ArrayList<SseEvent>();
    var failure = commit.failure();
    if (failure.isEmpty()) {
      translation.ifPresent(t -> events.addAll(t.end()));
    }
    boolean whole = translation.map(StreamTranslation::complete).orElse(failure.isEmpty());
    if (!whole) {
      var told = failure.orElseGet(() -> ClientError.of(502, "upstream's stream cannot be read"));
      events.addAll(
          translation.map(t -> t.fail(told)).orElseGet(() -> commit.inspector().failure(told)));
    } else if (translation.isEmpty()) {
      events.addAll(commit.inspector().missingEnd());
    }
    return events;
  }

  private static byte[] written(List<SseEvent> events) {
    if (events.size() == 1) {
      return SseWriter.write(events.getFirst());
    }
    return SseWriter.write(events);
  }

  @Override
  public void close() {
    upstream.close();
  }
}
