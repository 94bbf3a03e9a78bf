package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.Conversion;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.TranslatedReply;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.upstream.EventReader;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UpstreamCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A crossing of a call that continues no conversation, which is never streamed. */
record Converted(UpstreamCall call, Provider provider, Conversion conversion) implements Crossing {

  @Override
  public List<String> dropped() {
    return conversion.dropped();
  }

  @Override
  public boolean hidesUsage() {
    return false;
  }

  @Override
  public boolean passesThrough() {
    return false;
  }

  @Override
  public EventInspector inspector() {
    return Dialects.inspector(call.dialect());
  }

  @Override
  public byte[] opened(byte[] upstream) {
    return Rewriting.opened(provider, upstream);
  }

  @Override
  public TranslatedReply answer(byte[] opened) {
    return conversion.reply(opened);
  }

  @Override
  public StreamedBytes stream(
      EventReader reader, CommittedStream commit, Optional<Duration> heartbeat) {
    return reader.handOn(commit, heartbeat);
  }
}
