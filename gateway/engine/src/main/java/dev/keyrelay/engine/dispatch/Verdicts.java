package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sums up why nothing served a call: the status, the sentence, and when to come back.
 *
 * @param returns when what failed during the call may be tried again
 */
record Verdicts(
    Call call,
    List<Attempt> attempts,
    List<Journey.Denial> denials,
    Collection<Instant> returns,
    Instant now) {

  /** What a client is told when nothing tells a time: the first step of every backoff. */
  private static final Duration UNKNOWN = Duration.ofSeconds(10);

  private static final Set<FailureKind> RATES =
      Set.of(
          FailureKind.RATE_LIMITED,
          FailureKind.REQUEST_RATE,
          FailureKind.TOKEN_RATE,
          FailureKind.MODEL_QUOTA,
          FailureKind.ACCOUNT_QUOTA);
  private static final Set<FailureKind> REFUSALS =
      Set.of(FailureKind.BAD_CREDENTIAL, FailureKind.NEEDS_LOGIN, FailureKind.FORBIDDEN);

  /** What rates, quota windows, caps and fair cycles say when they hold a credential back. */
  private static final List<String> AMOUNTS =
      List.of(" reached", "used up", "all that is left is in use", "being tried");

  /** The reasons of a pool whose model is refused because it, or its provider, keeps failing. */
  private static final Set<String> OUTAGES =
      Arrays.stream(FailureKind.values())
          .filter(kind -> kind.scope() == Scope.PROVIDER || kind.scope() == Scope.PROVIDER_MODEL)
          .map(kind -> kind.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  ClientError error() {
    if (!now.isBefore(call.deadline())) {
      return timedOut();
    }
    var last = attempts.isEmpty() ? Optional.<Failure>empty() : attempts.getLast().failure();
    var error = last.map(this::afterFailure).orElseGet(this::withoutAttempt);
    boolean comeBack = error.status() == 429 || error.status() == 503;
    return retryAfter()
        .or(() -> comeBack ? Optional.of(UNKNOWN) : Optional.empty())
        .map(error::withRetryAfter)
        .orElse(error);
  }

  private ClientError timedOut() {
    return ClientError.of(504, "no answer in time: " + story()).withCode("gateway_timeout");
  }

  private ClientError afterFailure(Failure failure) {
    var kind = failure.kind();
    if (RATES.contains(kind) || (REFUSALS.contains(kind) && anyLimited())) {
      return limited();
    }
    if (REFUSALS.contains(kind)) {
      return ClientError.of(502, "upstream refuses every credential: " + story())
          .withCode("credentials_refused");
    }
    var error = ClientError.of(failure);
    return attempts.size() == 1
        ? error
        : new ClientError(
            error.status(),
            error.kind(),
            failure.message() + " (" + story() + ")",
            error.code(),
            error.param(),
            Optional.empty(),
            error.type());
  }

  /** Whether some credential may serve when a rate or a quota allows, whatever became of others. */
  private boolean anyLimited() {
    return failures().anyMatch(RATES::contains) || reasons().anyMatch(Verdicts::tellsOfRate);
  }

  private ClientError limited() {
    boolean anyRefused =
        failures().anyMatch(REFUSALS::contains)
            || reasons().anyMatch(reason -> tellsOf(REFUSALS, reason));
    var sentence =
        "every credential is " + (anyRefused ? "rate limited or refused: " : "rate limited: ");
    return ClientError.of(429, sentence + story()).withCode("credentials_rate_limited");
  }

  private Stream<FailureKind> failures() {
    return attempts.stream().flatMap(attempt -> attempt.failure().stream()).map(Failure::kind);
  }

  private Stream<String> reasons() {
    return denials.stream().flatMap(denial -> denial.denied().reasons().keySet().stream());
  }

  private ClientError withoutAttempt() {
    var reasons = reasons().collect(Collectors.toSet());
    if (reasons.stream().anyMatch(Verdicts::tellsOfRate)) {
      return limited();
    }
    if (reasons.stream().anyMatch(OUTAGES::contains)) {
      return ClientError.of(503, "upstream keeps failing: " + story())
          .withCode("provider_unavailable");
    }
    return onlyCause(reasons)
        .map(kind -> afterFailure(Failure.of(kind, "upstream has refused every credential")))
        .orElseGet(
            () ->
                ClientError.of(503, "no credential can serve now: " + story())
                    .withCode("no_credential_available"));
  }

  /** The failure for which all are held back alike: it is told as it was when it happened. */
  private static Optional<FailureKind> onlyCause(Set<String> reasons) {
    return reasons.size() != 1
        ? Optional.empty()
        : Arrays.stream(FailureKind.values())
            .filter(kind -> reasons.contains(kind.name().toLowerCase(Locale.ROOT)))
            .findFirst();
  }

  private static boolean tellsOfRate(String reason) {
    return AMOUNTS.stream().anyMatch(reason::contains) || tellsOf(RATES, reason);
  }

  private static boolean tellsOf(Set<FailureKind> kinds, String reason) {
    return kinds.stream()
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .anyMatch(reason::endsWith);
  }

  /** When the first credential returns; a second if one is merely busy. */
  private Optional<Duration> retryAfter() {
    var held = denials.stream().map(Journey.Denial::denied);
    return Stream.concat(
            held.flatMap(denied -> denied.busy() ? busy() : denied.earliest().stream()),
            returns.stream())
        .min(Comparator.naturalOrder())
        .map(at -> Duration.between(now, at));
  }

  private Stream<Instant> busy() {
    return Stream.of(now.plusSeconds(1));
  }

  private String story() {
    var parts = new ArrayList<String>();
    byTarget().forEach((target, kinds) -> parts.add(target + ": " + counted(kinds)));
    for (var denial : denials) {
      var denied = denial.denied();
      if (!denied.reasons().isEmpty()) {
        parts.add(denial.target() + " holds back " + heldBack(denied.reasons()));
      } else if (denied.credentials() == 0) {
        parts.add(denial.target() + " has every credential disabled");
      }
    }
    return parts.isEmpty() ? call.model() : String.join("; ", parts);
  }

  private Map<Target, List<String>> byTarget() {
    var kinds = new LinkedHashMap<Target, List<String>>();
    for (var attempt : attempts) {
      kinds
          .computeIfAbsent(attempt.target(), same -> new ArrayList<>())
          .add(
              attempt
                  .failure()
                  .map(f -> f.kind().name().toLowerCase(Locale.ROOT))
                  .orElse("served"));
    }
    return kinds;
  }

  private static String counted(List<String> kinds) {
    return new LinkedHashSet<>(kinds)
        .stream()
            .map(kind -> Collections.frequency(kinds, kind) + " " + kind)
            .collect(Collectors.joining(", "));
  }

  private static String heldBack(Map<String, Integer> reasons) {
    return reasons.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(5)
        .map(
            reason ->
                reason.getValue()
                    + (reason.getValue() == 1 ? " credential (" : " credentials (")
                    + reason.getKey()
                    + ")")
        .collect(Collectors.joining(", "));
  }
}
