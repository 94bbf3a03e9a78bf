package dev.keyrelay.engine.conversation;

import dev.keyrelay.engine.sse.EventTooLargeException;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.SseParser;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of response events whose last one, which repeats the whole response, is handed over
 * before the client sees it: the client may continue the response at once.
 */
final class RecordedStream implements StreamedBytes {

  private static final Set<String> LAST = Set.of("response.completed", "response.incomplete");

  private final StreamedBytes events;
  private final Consumer<JsonBody> response;
  private final SseParser parser = new SseParser();
  private boolean over;

  RecordedStream(StreamedBytes events, Consumer<JsonBody> response) {
    this.events = events;
    this.response = response;
  }

  @Override
  public byte @Nullable [] next() throws IOException, InterruptedException {
    byte[] bytes = events.next();
    if (bytes != null && !over) {
      try {
        parser.feed(ByteBuffer.wrap(bytes), (event, _) -> look(event));
      } catch (EventTooLargeException tooLarge) {
        over = true;
      }
    }
    return bytes;
  }

  private void look(@Nullable SseEvent event) {
    if (event != null && LAST.contains(event.name())) {
      over = true;
      whole(event).ifPresent(response);
    }
  }

  private static Optional<JsonBody> whole(SseEvent event) {
    try {
      var payload = JsonBody.parse(event.data()).raw("response");
      if (payload.isEmpty()) {
        return Optional.empty();
      }
      byte[] json = new byte[payload.get().remaining()];
      payload.get().get(json);
      return Optional.of(JsonBody.parse(json));
    } catch (InvalidJsonException notOurs) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    events.close();
  }
}
