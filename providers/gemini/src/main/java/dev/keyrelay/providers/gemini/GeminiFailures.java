package dev.keyrelay.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The Gemini API's errors: {@code google.rpc.Status} with details. {@code QuotaFailure} names the
 * quotas that are spent; the delay of {@code RetryInfo} is about the shortest of them.
 */
final class GeminiFailures {

  /** Quotas per day begin anew at midnight there (ai.google.dev/gemini-api/docs/rate-limits). */
  private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

  private GeminiFailures() {}

  static Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var standard = StandardFailures.explain(failure, body);
    var kind = kind(standard.kind(), body);
    boolean perDay = kind == FailureKind.MODEL_QUOTA && spends(body.node(), "PerDay");
    return new Failure(
        kind,
        standard.message(),
        standard.code(),
        perDay ? Optional.of(untilMidnight(failure.at())) : standard.retryAfter());
  }

  /**
   * The requests per day that an error says are spent: {@code quotaValue} beside the quota's id.
   */
  static List<QuotaReading> readings(UpstreamFailure failure, String model) {
    return ErrorBody.of(failure).node().path("details").findValues("violations").stream()
        .flatMap(violations -> StreamSupport.stream(violations.spliterator(), false))
        .filter(GeminiFailures::ofRequestsPerDay)
        .mapToLong(violation -> violation.path("quotaValue").asLong())
        .filter(limit -> limit > 0)
        .mapToObj(limit -> spent(model, limit, failure.at()))
        .limit(1)
        .toList();
  }

  private static boolean ofRequestsPerDay(JsonNode violation) {
    String id = violation.path("quotaId").asText();
    return id.contains("PerDay") && id.contains("Requests");
  }

  private static QuotaReading spent(String model, long limit, Instant at) {
    return QuotaReading.spent(model, "daily", limit, Optional.of(at.plus(untilMidnight(at))));
  }

  private static FailureKind kind(FailureKind standard, ErrorBody body) {
    return switch (standard) {
      // The model is busy for everybody; the API as a whole is not.
      case OVERLOADED -> FailureKind.MODEL_OVERLOADED;
      case INVALID_REQUEST ->
          body.says("user location is not supported") ? FailureKind.ADDRESS_BLOCKED : standard;
      case FORBIDDEN, MODEL_FORBIDDEN ->
          body.says("unregistered callers", "reported as leaked")
              ? FailureKind.BAD_CREDENTIAL
              : standard;
      case MODEL_QUOTA, REQUEST_RATE, TOKEN_RATE, RATE_LIMITED -> ofSpentQuota(standard, body);
      default -> standard;
    };
  }

  private static FailureKind ofSpentQuota(FailureKind standard, ErrorBody body) {
    if (allowsNothing(body.node())) {
      return FailureKind.MODEL_FORBIDDEN;
    }
    if (spends(body.node(), "PerDay")) {
      return FailureKind.MODEL_QUOTA;
    }
    if (spends(body.node(), "PerMinute")) {
      return spends(body.node(), "Token") ? FailureKind.TOKEN_RATE : FailureKind.REQUEST_RATE;
    }
    return standard;
  }

  private static boolean spends(JsonNode error, String word) {
    return error.path("details").findValues("quotaId").stream()
        .anyMatch(id -> id.asText().contains(word));
  }

  /** A quota of 0: the account's tier does not have the model at all. */
  private static boolean allowsNothing(JsonNode error) {
    return error.path("message").asText().contains("limit: 0,")
        || error.path("details").findValues("quotaValue").stream()
            .anyMatch(value -> value.asText().equals("0"));
  }

  private static Duration untilMidnight(Instant at) {
    var today = at.atZone(PACIFIC);
    return Duration.between(today, today.toLocalDate().plusDays(1).atStartOfDay(PACIFIC));
  }
}
