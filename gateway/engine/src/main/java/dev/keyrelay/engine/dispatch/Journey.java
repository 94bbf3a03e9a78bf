package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.pool.Denied;
import dev.keyrelay.engine.routing.Chain;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UpstreamFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has happened to one call so far, for its answer, its error and its log. */
final class Journey {

  /** In bytes, the largest error of upstream's that is passed on as it is. */
  private static final int LARGEST_TOLD = 65_536;

  private final Call call;
  private final Following following;
  private final InstantSource clock;
  private final CallTrace trace;
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Denial> denials = new ArrayList<>();
  private final Map<Tried, Instant> returns = new HashMap<>();
  private @Nullable Denied lastDenied;

  /** What an attempt was made with: another attempt with it says anew when to come back. */
  private record Tried(Target target, String credential) {}

  /** A target that lent no credential. */
  record Denial(Target target, Denied denied) {}

  Journey(Call call, InstantSource clock, CallTrace trace, Following following) {
    this.call = call;
    this.following = following;
    this.clock = clock;
    this.trace = trace;
  }

  /**
   * An exchange failed.
   *
   * @param returns when what failed may be tried again, if that is known
   */
  void failed(
      Target target,
      String credential,
      Instant begun,
      Exchanged.Failed failed,
      Optional<Instant> returns) {
    var took = Duration.between(begun, clock.instant());
    var attempt = new Attempt(target, credential, begun, took, Optional.of(failed.failure()));
    attempts.add(attempt);
    trace.failed(attempt, failed.upstream());
    var tried = new Tried(target, credential);
    this.returns.remove(tried);
    returns
        .or(() -> failed.failure().retryAfter().map(clock.instant()::plus))
        .ifPresent(at -> this.returns.put(tried, at));
  }

  void denied(Target target, Denied denied) {
    denials.add(new Denial(target, denied));
    lastDenied = denied;
  }

  /** The story of a call that was answered. */
  Served served(Target target, String credential, Instant begun, List<String> dropped) {
    var all = new ArrayList<>(attempts);
    var took = Duration.between(begun, clock.instant());
    all.add(new Attempt(target, credential, begun, took, Optional.empty()));
    return new Served(target, all, dropped);
  }

  /** Who is told how the call goes on. */
  CallTrace trace() {
    return trace;
  }

  /** Who follows the call. */
  Following following() {
    return following;
  }

  /** The credential of the last attempt. */
  String lastCredential() {
    return attempts.getLast().credential();
  }

  /** Whether what happened last on the present target lets the call go on to the next one. */
  boolean movesOn(Chain chain) {
    var denied = lastDenied;
    boolean held = denied != null && !denied.reasons().isEmpty();
    var kinds = denied != null && held ? causes(denied) : lastFailure();
    lastDenied = null;
    return chain != Chain.END && (kinds.isEmpty() || kinds.stream().anyMatch(chain::movesOn));
  }

  private List<FailureKind> lastFailure() {
    return attempts.isEmpty()
        ? List.of()
        : attempts.getLast().failure().map(Failure::kind).stream().toList();
  }

  /** The failures for which all credentials are held back; none if something else holds one. */
  private static List<FailureKind> causes(Denied denied) {
    var kinds =
        Arrays.stream(FailureKind.values())
            .filter(kind -> denied.reasons().containsKey(kind.name().toLowerCase(Locale.ROOT)))
            .toList();
    return kinds.size() == denied.reasons().size() ? kinds : List.of();
  }

  /**
   * The error of a request that is to blame itself: upstream's own, as it is if clients of its
   * dialect understand that. Services tell a full context by many statuses, clients know it by one.
   */
  GatewayException refused(Exchanged.Failed failed) {
    var status =
        failed
            .upstream()
            .map(UpstreamFailure::status)
            .filter(_ -> failed.failure().kind() != FailureKind.CONTEXT_TOO_LONG)
            .filter(s -> s >= 400 && s < 500);
    var error = ClientError.of(failed.failure());
    var body =
        failed
            .upstream()
            .filter(upstream -> upstream.stage() == UpstreamFailure.Stage.STATUS)
            .filter(
                upstream -> failed.dialect() == call.dialect() && isTold(upstream.body(), error))
            .map(UpstreamFailure::body);
    return new GatewayException(status.map(error::withStatus).orElse(error), attempts, body);
  }

  private boolean isTold(byte[] body, ClientError error) {
    try {
      return body.length < LARGEST_TOLD
          && Dialects.errors(call.dialect()).isTold(JsonBody.MAPPER.readTree(body), error.kind());
    } catch (IOException notJson) {
      return false;
    }
  }

  /** The error of a call that nothing served. */
  GatewayException end() {
    return new GatewayException(
        new Verdicts(call, attempts, denials, returns.values(), clock.instant()).error(),
        attempts,
        Optional.empty());
  }
}
