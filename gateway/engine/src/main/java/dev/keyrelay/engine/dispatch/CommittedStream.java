package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.SseWriter;
import dev.keyrelay.engine.upstream.StreamEnd;
import dev.keyrelay.engine.upstream.StreamTap;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches a stream that has been committed to a client, and ends its lease exactly once, with what
 * the stream used. A stream that breaks is closed for the client with an error event and its
 * dialect's terminal event; it is never restarted.
 */
final class CommittedStream implements StreamTap {

  private final Call call;
  private final Crossing crossing;
  private final Provider provider;
  private final Lease lease;
  private final InstantSource clock;
  private final Served served;
  private final CallTrace trace;
  private final EventInspector inspector;
  private final Following following;
  private long contentEvents;
  private boolean failed;
  private volatile @Nullable ClientError failure;

  CommittedStream(
      Call call,
      Crossing crossing,
      Provider provider,
      Lease lease,
      InstantSource clock,
      Served served,
      CallTrace trace,
      Following following) {
    this.call = call;
    this.crossing = crossing;
    this.provider = provider;
    this.lease = lease;
    this.clock = clock;
    this.served = served;
    this.trace = trace;
    this.inspector = crossing.inspector();
    this.following = following;
  }

  @Override
  public Fate event(SseEvent event) {
    trace.received(event);
    if (failed) {
      return Fate.DROP;
    }
    return switch (inspector.inspect(event)) {
      case NOISE, TERMINAL -> Fate.FORWARD;
      case CONTENT -> {
        contentEvents++;
        yield Fate.FORWARD;
      }
      case USAGE_ONLY -> crossing.hidesUsage() ? Fate.DROP : Fate.FORWARD;
      case ERROR -> {
        // Told at the end, in the client's dialect, together with the terminal event.
        failed = true;
        yield Fate.DROP;
      }
    };
  }

  @Override
  public byte[] ended(StreamEnd end) {
    if (failed) {
      return brokenOff(Stage.EVENT, inspector.error().orElse(new byte[0]), "");
    }
    if (inspector.complete()) {
      var used = inspector.usage().or(() -> UsageEstimate.of(call, contentEvents));
      lease.succeed(used);
      trace.ended(CallEnd.served(served, used));
      following.streamed(inspector.answerId(), served);
      return written(inspector.missingEnd());
    }
    return switch (end.kind()) {
      case COMPLETE ->
          brokenOff(Stage.STREAM, new byte[0], "the stream ended without its terminal event");
      case BROKEN, STALLED, OVERTIME -> brokenOff(Stage.STREAM, new byte[0], end.cause());
      case CANCELLED -> {
        var used = usage();
        lease.cancel(used);
        trace.ended(new CallEnd(CallEnd.Kind.CANCELLED, Optional.empty(), used, served.attempts()));
        yield new byte[0];
      }
    };
  }

  private byte[] brokenOff(Stage stage, byte[] payload, String cause) {
    var upstream =
        new UpstreamFailure(
            stage,
            200,
            Headers.NONE,
            Redaction.of(payload, lease.credential()),
            Optional.of(cause).filter(text -> !text.isEmpty()),
            clock.instant());
    Failure explained = provider.explain(upstream);
    var told = ClientError.of(explained);
    failure = told;
    var used = usage();
    lease.breakOff(explained, used);
    trace.ended(new CallEnd(CallEnd.Kind.BROKEN, Optional.of(told), used, served.attempts()));
    return written(inspector.failure(told));
  }

  /** Why the stream broke, once it has. */
  Optional<ClientError> failure() {
    return Optional.ofNullable(failure);
  }

  /** Who is told what the client gets. */
  CallTrace trace() {
    return trace;
  }

  EventInspector inspector() {
    return inspector;
  }

  /**
   * What a stream used that did not come to its end: what upstream told, or an estimate with a
   * token for each piece of the answer. Some tell the input at the beginning and the output at the
   * end.
   */
  private Optional<TokenUsage> usage() {
    return inspector
        .usage()
        .map(told -> told.output() < contentEvents ? atLeast(told) : told)
        .or(() -> UsageEstimate.of(call, contentEvents));
  }

  private TokenUsage atLeast(TokenUsage told) {
    return new TokenUsage(
        told.uncachedInput(),
        told.cachedInput(),
        told.cacheWriteInput(),
        contentEvents,
        told.reasoning(),
        told.costUsd(),
        true,
        told.apart());
  }

  /** On a crossing that rewrites, the client is told in its own dialect by whoever rewrites. */
  private byte[] written(List<SseEvent> events) {
    if (!crossing.passesThrough()) {
      return new byte[0];
    }
    return SseWriter.write(events);
  }
}
