package dev.keyrelay.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.TranslatedReply;
import dev.keyrelay.engine.dialect.Translation;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.upstream.EventReader;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UpstreamCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A crossing on which answers change: they are taken out of the provider's envelope, translated, or
 * both.
 *
 * @param client the client's dialect
 * @param translation absent if only the envelope is in the way
 * @param dropped fields of the request that were left out
 */
record Rewriting(
    Dialect client,
    UpstreamCall call,
    Provider provider,
    boolean hidesUsage,
    Optional<Translation> translation,
    List<String> dropped)
    implements Crossing {

  @Override
  public boolean passesThrough() {
    return false;
  }

  @Override
  public EventInspector inspector() {
    var inspector = Dialects.inspector(call.dialect());
    return enveloped() ? new OpeningInspector(inspector, opener()) : inspector;
  }

  private boolean enveloped() {
    return provider.profile().enveloped();
  }

  @Override
  public byte[] opened(byte[] upstream) {
    return opened(provider, upstream);
  }

  /** An answer out of a provider's envelope, if it uses one. */
  static byte[] opened(Provider provider, byte[] upstream) {
    if (!provider.profile().enveloped() || !provider.isWrapped(upstream)) {
      return upstream;
    }
    try {
      JsonNode answer = JsonBody.MAPPER.readTree(upstream);
      return JsonBody.MAPPER.writeValueAsBytes(provider.unwrap(answer));
    } catch (IOException notJson) {
      return upstream;
    }
  }

  @Override
  public TranslatedReply answer(byte[] opened) {
    return translation
        .map(t -> t.reply(opened))
        .orElseGet(() -> new TranslatedReply(opened, Optional.empty(), List.of()));
  }

  @Override
  public StreamedBytes stream(
      EventReader reader, CommittedStream commit, Optional<Duration> heartbeat) {
    return new RewrittenStream(
        reader.handOn(commit, heartbeat),
        commit,
        enveloped() ? opener() : event -> event,
        translation.map(Translation::stream),
        client);
  }

  /** Takes the events of one stream out of the envelope. */
  private UnaryOperator<SseEvent> opener() {
    UnaryOperator<JsonNode> unwrap = provider.streamUnwrap();
    return event -> {
      if (!provider.isWrapped(event.data())) {
        return event;
      }
      try {
        JsonNode payload = JsonBody.MAPPER.readTree(event.data());
        return payload == null || !payload.isContainerNode()
            ? event
            : new SseEvent(event.name(), JsonBody.MAPPER.writeValueAsBytes(unwrap.apply(payload)));
      } catch (IOException notJson) {
        return event;
      }
    };
  }
}
