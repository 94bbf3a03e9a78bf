package dev.keyrelay.engine.upstream;

import dev.keyrelay.engine.sse.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A tap that notes what it sees, and closes a stream that did not complete with {@code [END]}. */
final class RecordingTap implements StreamTap {

  static final String CLOSING = "data: [END]\n\n";

  final List<String> seen = new CopyOnWriteArrayList<>();
  final List<StreamEnd> ends = new CopyOnWriteArrayList<>();
  private final Predicate<String> hidden;

  RecordingTap() {
    this(_ -> false);
  }

  RecordingTap(Predicate<String> hidden) {
    this.hidden = hidden;
  }

  @Override
  public Fate event(SseEvent event) {
    seen.add(event.text());
    return hidden.test(event.text()) ? Fate.DROP : Fate.FORWARD;
  }

  @Override
  public byte[] ended(StreamEnd end) {
    ends.add(end);
    return end.kind() == StreamEnd.Kind.COMPLETE
        ? new byte[0]
        : CLOSING.getBytes(StandardCharsets.UTF_8);
  }

  StreamEnd.Kind end() {
    if (ends.size() != 1) {
      throw new AssertionError("ends: " + ends + " (expected: one)");
    }
    return ends.getFirst().kind();
  }
}
