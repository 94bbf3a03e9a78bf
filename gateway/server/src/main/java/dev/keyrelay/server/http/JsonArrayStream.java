package dev.keyrelay.server.http;

import dev.keyrelay.engine.sse.EventTooLargeException;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.SseParser;
import dev.keyrelay.engine.sse.StreamedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Events as the elements of one JSON array: what Gemini sends to clients that do not ask for {@code
 * alt=sse}. Each element goes out as soon as its event is here.
 */
final class JsonArrayStream implements StreamedBytes {

  private static final byte[] EMPTY = "[]".getBytes(StandardCharsets.UTF_8);

  private final StreamedBytes events;
  private final SseParser parser = new SseParser();
  private boolean begun;
  private boolean ended;

  JsonArrayStream(StreamedBytes events) {
    this.events = events;
  }

  @Override
  public byte @Nullable [] next() throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    while (!ended && out.size() == 0) {
      byte[] bytes = events.next();
      if (bytes == null) {
        end(out);
      } else {
        feed(bytes, out);
      }
    }
    return out.size() == 0 ? null : out.toByteArray();
  }

  private void feed(byte[] bytes, ByteArrayOutputStream out) throws IOException {
    try {
      parser.feed(ByteBuffer.wrap(bytes), (event, _) -> write(event, out));
    } catch (EventTooLargeException e) {
      throw new IOException(e);
    }
  }

  private void end(ByteArrayOutputStream out) {
    ended = true;
    write(parser.finish(), out);
    out.writeBytes(begun ? new byte[] {']'} : EMPTY);
  }

  private void write(@Nullable SseEvent event, ByteArrayOutputStream out) {
    if (event != null) {
      out.write(begun ? ',' : '[');
      out.writeBytes(event.data());
      begun = true;
    }
  }

  @Override
  public void close() {
    events.close();
  }
}
