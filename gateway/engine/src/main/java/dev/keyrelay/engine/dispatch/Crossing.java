package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.upstream.EventReader;
import dev.keyrelay.engine.upstream.StreamTap;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a call crosses from its client's dialect to one that the provider speaks, and back. */
interface Crossing {

  /** The call in the provider's dialect. */
  UpstreamCall call();

  /** Fields of the request that were dropped on the way. */
  List<String> dropped();

  /** Whether events that hold nothing but counts are kept from the client. */
  boolean hidesUsage();

  /** Looks at the events that upstream sends. */
  EventInspector inspector();

  /** A complete answer, in the client's dialect. */
  byte[] answer(byte[] upstream);

  /** The events of a committed stream, in the client's dialect. */
  StreamedBytes stream(EventReader reader, StreamTap tap, Optional<Duration> heartbeat);

  /**
   * The way of a call to a target.
   *
   * @throws UnsupportedCallException if there is none
   */
  static Crossing of(Call call, PlannedTarget planned, Provider provider, RequestEdits edits) {
    var spoken = provider.profile().dialects(call.operation());
    if (!spoken.contains(call.dialect())) {
      throw new UnsupportedCallException(
          provider.profile().displayName()
              + " speaks "
              + spoken
              + " (expected: "
              + call.dialect()
              + ")");
    }
    return new PassThrough(edits.upstreamCall(call, planned), edits.hidesUsage(call));
  }

  /** The client's own dialect: bytes go through untouched but for the model name. */
  record PassThrough(UpstreamCall call, boolean hidesUsage) implements Crossing {

    @Override
    public List<String> dropped() {
      return List.of();
    }

    @Override
    public EventInspector inspector() {
      return Dialects.inspector(call.dialect());
    }

    @Override
    public byte[] answer(byte[] upstream) {
      return upstream;
    }

    @Override
    public StreamedBytes stream(EventReader reader, StreamTap tap, Optional<Duration> heartbeat) {
      return reader.handOn(tap, heartbeat);
    }
  }
}
