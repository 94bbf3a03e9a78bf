package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.engine.upstream.EventReader;
import dev.keyrelay.engine.upstream.UpstreamReply;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** One exchange under way, and the ways in which it can end. */
final class Exchange {

  private final Call call;
  private final PlannedTarget planned;
  private final Provider provider;
  private final Lease lease;
  private final Journey journey;
  private final InstantSource clock;
  private final Instant begun;

  Exchange(
      Call call,
      PlannedTarget planned,
      Provider provider,
      Lease lease,
      Journey journey,
      InstantSource clock) {
    this.call = call;
    this.planned = planned;
    this.provider = provider;
    this.lease = lease;
    this.journey = journey;
    this.clock = clock;
    this.begun = clock.instant();
  }

  Call call() {
    return call;
  }

  Provider provider() {
    return provider;
  }

  /** The request goes upstream. */
  void sends(UpstreamRequest request) {
    journey
        .trace()
        .sends(
            planned.target(),
            lease.subject().credential(),
            () -> Redaction.of(request, lease.credential()));
  }

  /**
   * A whole answer serves.
   *
   * @param opened the answer in the provider's dialect
   */
  Exchanged served(Crossing crossing, byte[] opened, Optional<TokenUsage> told) {
    var translated = crossing.answer(opened);
    byte[] answer = translated.body();
    var usage = told.or(() -> UsageEstimate.answered(call, answer));
    lease.succeed(usage);
    var story = story(crossing, translated.dropped());
    journey.trace().answered(story, opened, answer);
    journey.trace().ended(CallEnd.served(story, usage));
    return new Exchanged.Served(new Answer.Whole(answer, story));
  }

  Exchanged served(Crossing crossing, EventReader reader, Optional<Duration> heartbeat) {
    var story = story(crossing, List.of());
    lease.serves();
    journey.trace().streams(story);
    var commit =
        new CommittedStream(
            call, crossing, provider, lease, clock, story, journey.trace(), journey.following());
    return new Exchanged.Served(
        new Answer.Streamed(crossing.stream(reader, commit, heartbeat), story));
  }

  /** How the call was served; {@code lost} is what of the answer was left out. */
  private Served story(Crossing crossing, List<String> lost) {
    var dropped = new LinkedHashSet<>(crossing.dropped());
    dropped.addAll(lost);
    return journey.served(
        planned.target(), lease.subject().credential(), begun, List.copyOf(dropped));
  }

  Exchanged unsupported(String message) {
    var failure = Failure.of(FailureKind.UNSUPPORTED, message);
    return new Exchanged.Failed(failure, Optional.empty(), call.dialect(), Optional.empty());
  }

  /** Upstream was not asked, for instance because the account does not serve. */
  Exchanged notSent(Failure failure) {
    return new Exchanged.Failed(failure, Optional.empty(), call.dialect(), Optional.empty());
  }

  Exchanged failed(Stage stage, String cause) {
    return failed(
        new UpstreamFailure(
            stage, 0, Headers.NONE, new byte[0], Optional.of(cause), clock.instant()),
        Optional.empty());
  }

  /** An answer of another status than 2xx: a refusal uses nothing. */
  Exchanged refused(UpstreamReply reply, byte[] body) {
    return failed(Stage.STATUS, reply, body, Optional.empty());
  }

  /**
   * An answer of status 2xx that does not serve.
   *
   * @param told the tokens that it states
   */
  Exchanged failed(Stage stage, UpstreamReply reply, byte[] body, Optional<TokenUsage> told) {
    byte[] shown = Redaction.of(body, lease.credential());
    return failed(
        new UpstreamFailure(
            stage, reply.status(), reply.headers(), shown, Optional.empty(), clock.instant()),
        told);
  }

  private Exchanged failed(UpstreamFailure upstream, Optional<TokenUsage> told) {
    var spoken = provider.dialects(call.operation(), planned.target().model());
    var dialect = spoken.contains(call.dialect()) ? call.dialect() : spoken.getFirst();
    lease.told(provider.readings(upstream, planned.target().model()));
    return new Exchanged.Failed(
        explained(upstream), Optional.of(upstream), dialect, told.or(() -> used(upstream)));
  }

  /**
   * Of a model that is known to be there, upstream's "not found" means: not for this credential. It
   * is remembered of the credential, and the next one is tried.
   */
  private Failure explained(UpstreamFailure upstream) {
    var failure = provider.explain(upstream);
    return failure.kind() == FailureKind.MODEL_NOT_FOUND
            && provider.surelyHas(planned.target().model())
        ? failure.as(FailureKind.MODEL_FORBIDDEN)
        : failure;
  }

  /** What upstream had begun to answer, or took and never answered, it will have counted. */
  private Optional<TokenUsage> used(UpstreamFailure upstream) {
    return switch (upstream.stage()) {
      case CONNECT, STATUS, EVENT -> Optional.empty();
      case WAIT, STREAM -> UsageEstimate.unanswered(call);
      case BODY ->
          upstream.body().length > 0 && upstream.body()[0] == '{'
              ? UsageEstimate.unanswered(call)
              : Optional.empty();
    };
  }
}
