package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Sums up why nothing served a call: the status, the sentence, and when to come back. */
record Verdicts(Call call, List<Attempt> attempts, List<Journey.Denial> denials, Instant now) {

  private static final Set<FailureKind> RATES =
      Set.of(
          FailureKind.RATE_LIMITED,
          FailureKind.REQUEST_RATE,
          FailureKind.TOKEN_RATE,
          FailureKind.MODEL_QUOTA,
          FailureKind.ACCOUNT_QUOTA);
  private static final Set<FailureKind> REFUSALS =
      Set.of(FailureKind.BAD_CREDENTIAL, FailureKind.NEEDS_LOGIN, FailureKind.FORBIDDEN);

  ClientError error() {
    if (!now.isBefore(call.deadline())) {
      return timedOut();
    }
    var last = attempts.isEmpty() ? Optional.<Failure>empty() : attempts.getLast().failure();
    var error = last.map(this::afterFailure).orElseGet(this::withoutAttempt);
    return retryAfter().map(error::withRetryAfter).orElse(error);
  }

  private ClientError timedOut() {
    return ClientError.of(504, "no answer in time: " + story()).withCode("gateway_timeout");
  }

  private ClientError afterFailure(Failure failure) {
    var kind = failure.kind();
    if (REFUSALS.contains(kind)) {
      return ClientError.of(502, "upstream refuses every credential: " + story())
          .withCode("credentials_refused");
    }
    if (RATES.contains(kind)) {
      return ClientError.of(429, "every credential is rate limited: " + story())
          .withCode("credentials_rate_limited");
    }
    var error = ClientError.of(failure);
    return attempts.size() == 1
        ? error
        : new ClientError(
            error.status(),
            error.kind(),
            failure.message() + " (" + story() + ")",
            error.code(),
            Optional.empty(),
            Optional.empty());
  }

  private ClientError withoutAttempt() {
    boolean rated =
        denials.stream()
            .flatMap(denial -> denial.denied().reasons().keySet().stream())
            .anyMatch(Verdicts::tellsOfRate);
    return rated
        ? ClientError.of(429, "every credential is rate limited: " + story())
            .withCode("credentials_rate_limited")
        : ClientError.of(503, "no credential can serve now: " + story())
            .withCode("no_credential_available");
  }

  private static boolean tellsOfRate(String reason) {
    return RATES.stream()
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .anyMatch(reason::endsWith);
  }

  /** When the first credential returns; a second if one is merely busy. */
  private Optional<Duration> retryAfter() {
    Optional<Duration> earliest = Optional.empty();
    for (var denial : denials) {
      var denied = denial.denied();
      var wait =
          denied.busy()
              ? Optional.of(Duration.ofSeconds(1))
              : denied.earliest().map(at -> Duration.between(now, at));
      if (wait.isPresent() && (earliest.isEmpty() || wait.get().compareTo(earliest.get()) < 0)) {
        earliest = wait;
      }
    }
    return earliest;
  }

  private String story() {
    var parts = new ArrayList<String>();
    byTarget().forEach((target, kinds) -> parts.add(target + ": " + counted(kinds)));
    for (var denial : denials) {
      var denied = denial.denied();
      if (!denied.reasons().isEmpty()) {
        parts.add(denial.target() + " holds back " + heldBack(denied.reasons()));
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
            .map(kind -> java.util.Collections.frequency(kinds, kind) + " " + kind)
            .collect(Collectors.joining(", "));
  }

  private static String heldBack(Map<String, Integer> reasons) {
    return reasons.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(5)
        .map(reason -> reason.getValue() + " " + reason.getKey())
        .collect(Collectors.joining(", "));
  }
}
