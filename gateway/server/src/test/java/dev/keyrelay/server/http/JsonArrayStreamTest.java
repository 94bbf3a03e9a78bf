package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.sse.StreamedBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonArrayStreamTest {

  /** Pieces of text as a stream. */
  private static final class Pieces implements StreamedBytes {
    private final Queue<String> left;
    private boolean closed;

    Pieces(String... pieces) {
      this.left = new ArrayDeque<>(List.of(pieces));
    }

    @Override
    public byte @Nullable [] next() {
      String piece = left.poll();
      return piece == null ? null : piece.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static String all(StreamedBytes stream) throws Exception {
    var text = new StringBuilder();
    for (byte[] next = stream.next(); next != null; next = stream.next()) {
      text.append(new String(next, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  @Test
  void payloadsBecomeElementsWhereverTheBytesAreCut() throws Exception {
    var pieces =
        new Pieces("data: {\"a\"", ":1}\n", "\n: comment\n\ndata: {\"b\":2}\n\nda", "ta: {}");
    assertThat(all(new JsonArrayStream(pieces))).isEqualTo("[{\"a\":1},{\"b\":2},{}]");
  }

  @Test
  void aStreamWithoutEventsIsAnEmptyArray() throws Exception {
    assertThat(all(new JsonArrayStream(new Pieces()))).isEqualTo("[]");
  }

  @Test
  void anElementGoesOutBeforeTheNextIsThere() throws Exception {
    var stream = new JsonArrayStream(new Pieces("data: {}\n\n", "data: {}\n\n"));
    assertThat(stream.next()).asString(StandardCharsets.UTF_8).isEqualTo("[{}");
    assertThat(stream.next()).asString(StandardCharsets.UTF_8).isEqualTo(",{}");
    assertThat(stream.next()).asString(StandardCharsets.UTF_8).isEqualTo("]");
    assertThat(stream.next()).isNull();
  }

  @Test
  void closingClosesWhatFeedsIt() {
    var pieces = new Pieces();
    new JsonArrayStream(pieces).close();
    assertThat(pieces.closed).isTrue();
  }
}
