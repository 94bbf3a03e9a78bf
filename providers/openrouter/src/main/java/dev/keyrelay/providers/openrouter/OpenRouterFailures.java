package dev.keyrelay.providers.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.RetryDelay;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * OpenRouter's errors: {@code {"error":{"code":429,"message":…,"metadata":{…}}}}. The metadata
 * tells the type of the error, names the vendor behind a model, quotes what it said, and tells
 * whose limit was reached (openrouter.ai/docs/api-reference/errors and …/limits).
 */
final class OpenRouterFailures {

  private static final int QUOTE_LIMIT = 500;

  /** Limits of minutes end within one; longer ones are those of the day. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private OpenRouterFailures() {}

  static Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var standard = StandardFailures.explain(failure, body);
    JsonNode metadata = body.node().path("metadata");
    return new Failure(
        kind(standard, body, failure),
        message(standard.message(), metadata),
        standard.code(),
        standard.retryAfter().or(() -> reset(metadata, failure)));
  }

  /** The allowance of models without a price, which headers tell, of the answer or repeated. */
  static List<QuotaReading> readings(UpstreamFailure failure, String model) {
    JsonNode error = ErrorBody.of(failure).node();
    var reset = allowanceSpentFor(error, failure);
    long limit = number(header("X-RateLimit-Limit", error.path("metadata"), failure));
    return model.endsWith(":free") && reset.isPresent() && limit > 0
        ? List.of(
            QuotaReading.spent(
                OpenRouterProvider.FREE, "daily", limit, reset.map(failure.at()::plus)))
        : List.of();
  }

  private static FailureKind kind(Failure standard, ErrorBody body, UpstreamFailure failure) {
    JsonNode metadata = body.node().path("metadata");
    if (refused(body, metadata)) {
      return FailureKind.CONTENT_REFUSED;
    }
    if (body.says("no endpoints found that support")) {
      return FailureKind.UNSUPPORTED;
    }
    if (body.says("no endpoints found matching your data policy")) {
      return FailureKind.MODEL_FORBIDDEN;
    }
    var kind = standard.kind();
    return switch (kind) {
      case NO_MONEY, FORBIDDEN -> ofBudget(kind, body, metadata);
      case RATE_LIMITED -> ofLimit(body.node(), failure);
      // The vendor is out of capacity for everybody, or the model has no vendor left.
      case OVERLOADED -> FailureKind.MODEL_OVERLOADED;
      case SERVER_ERROR -> ofVendor(body.node(), failure) ? FailureKind.MODEL_OVERLOADED : kind;
      case INVALID_REQUEST ->
          errorType(metadata).equals("context_length_exceeded")
              ? FailureKind.CONTEXT_TOO_LONG
              : kind;
      default -> kind;
    };
  }

  /** By a moderation, a guardrail of the account, the vendor's filter, or the model itself. */
  private static boolean refused(ErrorBody body, JsonNode metadata) {
    return metadata.has("reasons")
        || metadata.has("patterns")
        || body.says("request blocked")
        || List.of("content_policy_violation", "refusal").contains(errorType(metadata));
  }

  /** Whose money is spent, or only held for requests under way, or less than one request takes. */
  private static FailureKind ofBudget(FailureKind standard, ErrorBody body, JsonNode metadata) {
    boolean tooDear =
        metadata.path("reason").asText().equals("weight_exceeds_budget")
            || body.says("can only afford");
    return switch (metadata.path("limit_source").asText()) {
      case "openrouter_in_flight_budget" -> FailureKind.RATE_LIMITED;
      case "openrouter_key_limit", "openrouter_guardrail_budget", "openrouter_workspace_budget" ->
          FailureKind.MODEL_QUOTA;
      default -> tooDear ? FailureKind.RATE_LIMITED : standard;
    };
  }

  private static FailureKind ofLimit(JsonNode error, UpstreamFailure failure) {
    JsonNode metadata = error.path("metadata");
    if (metadata.path("provider_name").isTextual() || metadata.path("provider_code").isTextual()) {
      return FailureKind.MODEL_OVERLOADED;
    }
    return allowanceSpentFor(error, failure).isPresent()
        ? FailureKind.MODEL_QUOTA
        : FailureKind.RATE_LIMITED;
  }

  /** "Your chosen model is down or we received an invalid response from it." */
  private static boolean ofVendor(JsonNode error, UpstreamFailure failure) {
    return failure.status() == 502
        || error.path("code").asInt() == 502
        || List.of("provider_unavailable", "provider_overloaded")
            .contains(errorType(error.path("metadata")));
  }

  private static String errorType(JsonNode metadata) {
    return metadata.path("error_type").asText("");
  }

  /** How long until the day's allowance begins anew; empty unless it is spent. */
  private static Optional<Duration> allowanceSpentFor(JsonNode error, UpstreamFailure failure) {
    JsonNode metadata = error.path("metadata");
    boolean spent = header("X-RateLimit-Remaining", metadata, failure).equals("0");
    boolean ofDay = error.path("message").asText().contains("per-day");
    return reset(metadata, failure)
        .filter(length -> spent && (ofDay || length.compareTo(MINUTE) > 0));
  }

  private static String message(String standard, JsonNode metadata) {
    String said = metadata.path("raw").asText("").strip();
    if (said.isEmpty() || said.startsWith("<")) {
      return standard;
    }
    String head = said.length() <= QUOTE_LIMIT ? said : said.substring(0, QUOTE_LIMIT) + "…";
    return standard + ": " + head;
  }

  private static Optional<Duration> reset(JsonNode metadata, UpstreamFailure failure) {
    String reset = header("X-RateLimit-Reset", metadata, failure);
    if (reset.isEmpty()) {
      return until(metadata.path("resets_at").asText(""), failure.at());
    }
    return reset.indexOf('\n') >= 0 || reset.indexOf('\r') >= 0
        ? Optional.empty()
        : RetryDelay.inHeaders(Headers.of("X-RateLimit-Reset", reset), failure.at());
  }

  private static Optional<Duration> until(String moment, Instant now) {
    try {
      return Optional.of(Duration.between(now, OffsetDateTime.parse(moment).toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A header of the answer, or as the metadata repeats it; empty if there is none. */
  private static String header(String name, JsonNode metadata, UpstreamFailure failure) {
    return failure.headers().first(name).orElse(metadata.path("headers").path(name).asText(""));
  }

  private static long number(String text) {
    return text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
  }
}
