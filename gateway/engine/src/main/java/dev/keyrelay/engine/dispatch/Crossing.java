package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.Conversion;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.ForeignProofs;
import dev.keyrelay.engine.dialect.TranslatedReply;
import dev.keyrelay.engine.dialect.Translation;
import dev.keyrelay.engine.dialect.TranslationOptions;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.upstream.EventReader;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a call crosses from its client's dialect to one that the provider speaks, and back. */
interface Crossing {

  /** The call in the provider's dialect. */
  UpstreamCall call();

  /** Fields of the request that were dropped on the way. */
  List<String> dropped();

  /** Whether events that hold nothing but counts are kept from the client. */
  boolean hidesUsage();

  /** Whether the client gets upstream's own events, rather than what they become on the way. */
  boolean passesThrough();

  /** Looks at the events that upstream sends. */
  EventInspector inspector();

  /** A complete answer in the provider's dialect, taken out of its envelope. */
  byte[] opened(byte[] upstream);

  /** An opened answer, in the client's dialect. */
  TranslatedReply answer(byte[] opened);

  /** The events of a committed stream, in the client's dialect. */
  StreamedBytes stream(EventReader reader, CommittedStream commit, Optional<Duration> heartbeat);

  /** More than most models write; dialects that demand a number take it for "no limit stated". */
  long DEFAULT_MAX_TOKENS = 8_192;

  /** What ids of answers do without. */
  Pattern NO_WORD = Pattern.compile("[^A-Za-z0-9]");

  /**
   * The way of a call to a target: pass-through if the provider speaks the client's dialect, else
   * translation to the dialect it prefers.
   *
   * @throws UnsupportedCallException if there is none
   */
  static Crossing of(
      Call call, PlannedTarget planned, Provider provider, RequestEdits edits, Instant now) {
    var spoken = provider.dialects(call.operation(), planned.target().model());
    var own = provider.wireFormat();
    if (own.isEmpty() && spoken.contains(call.dialect())) {
      var edited = edits.upstreamCall(call, planned);
      var cleaned = ForeignProofs.leftOut(call.dialect(), planned.target().model(), edited.body());
      var upstream = edited.withBody(cleaned.body());
      boolean hidesUsage = edits.hidesUsage(call);
      return provider.profile().enveloped()
          ? new Rewriting(
              call.dialect(), upstream, provider, hidesUsage, Optional.empty(), cleaned.dropped())
          : new PassThrough(upstream, hidesUsage, cleaned.dropped());
    }
    return call.operation() == Operation.GENERATE
        ? translated(call, planned, provider, edits, now)
        : converted(call, planned, provider, edits, now);
  }

  private static Crossing converted(
      Call call, PlannedTarget planned, Provider provider, RequestEdits edits, Instant now) {
    var dialect = provider.dialects(call.operation(), planned.target().model()).getFirst();
    var conversion =
        Conversion.between(
            call.operation(),
            call.dialect(),
            dialect,
            edits.edited(call, planned),
            options(call, planned, provider, now));
    var upstream =
        new UpstreamCall(
            call.operation(),
            dialect,
            planned.target().model(),
            false,
            conversion.request(),
            call.headers());
    return new Converted(upstream, provider, conversion);
  }

  private static TranslationOptions options(
      Call call, PlannedTarget planned, Provider provider, Instant now) {
    return new TranslationOptions(
        call.model(),
        planned.target().model(),
        call.stream(),
        provider.profile().schemaSubset(),
        DEFAULT_MAX_TOKENS,
        NO_WORD.matcher(call.id()).replaceAll(""),
        now.getEpochSecond(),
        call.continues());
  }

  private static Crossing translated(
      Call call, PlannedTarget planned, Provider provider, RequestEdits edits, Instant now) {
    String model = planned.target().model();
    var options = options(call, planned, provider, now);
    var body = edits.edited(call, planned);
    var dialect = provider.dialects(call.operation(), planned.target().model()).getFirst();
    var translation =
        provider
            .wireFormat()
            .map(format -> Translation.to(format, call.dialect(), body, options))
            .orElseGet(() -> Translation.between(call.dialect(), dialect, body, options));
    var request =
        dialect == Dialect.OPENAI_CHAT && call.stream()
            ? RequestEdits.withUsage(translation.request())
            : translation.request();
    var upstream =
        new UpstreamCall(call.operation(), dialect, model, call.stream(), request, call.headers());
    return new Rewriting(
        call.dialect(), upstream, provider, false, Optional.of(translation), translation.dropped());
  }

  /** The client's own dialect: bytes go through untouched but for the model name. */
  record PassThrough(UpstreamCall call, boolean hidesUsage, List<String> dropped)
      implements Crossing {

    @Override
    public boolean passesThrough() {
      return true;
    }

    @Override
    public EventInspector inspector() {
      return Dialects.inspector(call.dialect());
    }

    @Override
    public byte[] opened(byte[] upstream) {
      return upstream;
    }

    @Override
    public TranslatedReply answer(byte[] opened) {
      return new TranslatedReply(opened, Optional.empty(), List.of());
    }

    @Override
    public StreamedBytes stream(
        EventReader reader, CommittedStream commit, Optional<Duration> heartbeat) {
      return reader.handOn(commit, heartbeat);
    }
  }
}
