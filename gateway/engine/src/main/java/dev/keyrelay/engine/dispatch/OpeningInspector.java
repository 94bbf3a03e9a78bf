package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Looks at events that come in an envelope. */
record OpeningInspector(EventInspector inside, UnaryOperator<SseEvent> opener)
    implements EventInspector {

  @Override
  public Meaning inspect(SseEvent event) {
    return inside.inspect(opener.apply(event));
  }

  @Override
  public Optional<TokenUsage> usage() {
    return inside.usage();
  }

  @Override
  public boolean complete() {
    return inside.complete();
  }

  @Override
  public Optional<byte[]> error() {
    return inside.error();
  }

  @Override
  public List<SseEvent> missingEnd() {
    return inside.missingEnd();
  }

  @Override
  public List<SseEvent> failure(ClientError error) {
    return inside.failure(error);
  }
}
