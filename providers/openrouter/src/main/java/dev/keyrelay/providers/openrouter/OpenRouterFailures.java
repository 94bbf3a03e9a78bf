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
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * OpenRouter's errors: {@code {"error":{"code":429,"message":…,"metadata":{…}}}}. The metadata
 * names the vendor behind a model, quotes what it said, and repeats the rate-limit headers
 * (openrouter.ai/docs/api-reference/errors).
 */
final class OpenRouterFailures {

  private static final int QUOTE_LIMIT = 500;

  private OpenRouterFailures() {}

  static Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var standard = StandardFailures.explain(failure, body);
    JsonNode metadata = body.node().path("metadata");
    return new Failure(
        kind(standard.kind(), body, metadata),
        message(standard.message(), metadata),
        standard.code(),
        standard.retryAfter().or(() -> reset(metadata, failure)));
  }

  /** The allowance of models without a price, which an error repeats in its metadata. */
  static List<QuotaReading> readings(UpstreamFailure failure, String model) {
    JsonNode body = ErrorBody.of(failure).node();
    JsonNode headers = body.path("metadata").path("headers");
    boolean ofDay = body.path("message").asText().contains("per-day");
    boolean spent = headers.path("X-RateLimit-Remaining").asText().equals("0");
    long limit = headers.path("X-RateLimit-Limit").asLong(0);
    return model.endsWith(":free") && ofDay && spent && limit > 0
        ? List.of(
            QuotaReading.spent(
                OpenRouterProvider.FREE,
                "daily",
                limit,
                reset(body.path("metadata"), failure).map(failure.at()::plus)))
        : List.of();
  }

  private static FailureKind kind(FailureKind standard, ErrorBody body, JsonNode metadata) {
    if (metadata.has("reasons")) {
      return FailureKind.CONTENT_REFUSED;
    }
    if (body.says("no endpoints found that support")) {
      return FailureKind.UNSUPPORTED;
    }
    if (body.says("no endpoints found matching your data policy")) {
      return FailureKind.MODEL_FORBIDDEN;
    }
    boolean ofVendor = metadata.path("provider_name").isTextual();
    return switch (standard) {
      // The vendor is out of capacity for everybody, or the model has no vendor left.
      case RATE_LIMITED -> ofVendor ? FailureKind.MODEL_OVERLOADED : standard;
      case OVERLOADED -> FailureKind.MODEL_OVERLOADED;
      default -> standard;
    };
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
    String reset = metadata.path("headers").path("X-RateLimit-Reset").asText("");
    return reset.isEmpty() || reset.indexOf('\n') >= 0 || reset.indexOf('\r') >= 0
        ? Optional.empty()
        : RetryDelay.inHeaders(Headers.of("X-RateLimit-Reset", reset), failure.at());
  }
}
