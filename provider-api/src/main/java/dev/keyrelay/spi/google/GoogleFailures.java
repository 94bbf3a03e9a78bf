package dev.keyrelay.spi.google;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.RetryDelay;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * Classifies failures by the {@code details} of a Google error: {@code ErrorInfo}, {@code
 * QuotaFailure}, {@code RetryInfo} and {@code Help} of <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto">google.rpc</a>.
 * What they do not tell is left to {@link StandardFailures}.
 */
public final class GoogleFailures {

  private static final Duration RATE_WAIT = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A longer wait than this is a quota that is used up, not a rate. */
  private static final Duration LONGEST_RATE_WAIT = Duration.ofMinutes(5);

  private GoogleFailures() {}

  /** Classifies an exchange that did not succeed. */
  public static Failure explain(UpstreamFailure failure) {
    var standard = StandardFailures.explain(failure);
    if (failure.stage() != Stage.STATUS && failure.stage() != Stage.EVENT) {
      return standard;
    }
    JsonNode error = error(failure);
    String reason = reason(error);
    var told = standard.retryAfter().or(() -> untilReset(error, failure.at()));
    var known = new Failure(standard.kind(), standard.message(), standard.code(), told);
    return switch (reason) {
      case "MODEL_CAPACITY_EXHAUSTED" -> known.as(FailureKind.MODEL_OVERLOADED);
      case "INSUFFICIENT_G1_CREDITS_BALANCE" -> known.as(FailureKind.NO_MONEY);
      case "QUOTA_EXHAUSTED" -> known.as(FailureKind.MODEL_QUOTA);
      case "RATE_LIMIT_EXCEEDED" -> rate(known, error);
      case "VALIDATION_REQUIRED" -> validation(known, error);
      case "API_KEY_INVALID", "ACCESS_TOKEN_EXPIRED" -> known.as(FailureKind.BAD_CREDENTIAL);
      case "SERVICE_DISABLED", "UNSUPPORTED_CLIENT" -> known.as(FailureKind.FORBIDDEN);
      default -> limited(failure, error) && !stated(known) ? rate(known, error) : known;
    };
  }

  /** 499 is how the service tells that it gave up a call under load. */
  private static boolean limited(UpstreamFailure failure, JsonNode error) {
    int status = failure.stage() == Stage.STATUS ? failure.status() : error.path("code").asInt(0);
    return status == 429 || status == 499;
  }

  /**
   * Whether the words leave no doubt of what is used up. The status alone, {@code
   * RESOURCE_EXHAUSTED}, stands for every kind of 429.
   */
  private static boolean stated(Failure failure) {
    String message = failure.message().toLowerCase(Locale.ROOT);
    return failure.kind() == FailureKind.NO_MONEY
        || message.contains("quota will reset")
        || message.contains("exhausted your")
        || message.contains("per day");
  }

  private static Failure rate(Failure failure, JsonNode error) {
    String quota = quotaIds(error);
    if (quota.contains("perday") || quota.contains("daily")) {
      return failure.as(FailureKind.MODEL_QUOTA);
    }
    boolean perMinute = quota.contains("perminute");
    var wait = failure.retryAfter().orElse(perMinute ? MINUTE : RATE_WAIT);
    if (wait.compareTo(LONGEST_RATE_WAIT) > 0) {
      return failure.as(FailureKind.MODEL_QUOTA);
    }
    var kind =
        perMinute
            ? quota.contains("token") ? FailureKind.TOKEN_RATE : FailureKind.REQUEST_RATE
            : FailureKind.RATE_LIMITED;
    return new Failure(kind, failure.message(), failure.code(), Optional.of(wait));
  }

  private static String quotaIds(JsonNode error) {
    var ids = new StringBuilder();
    for (JsonNode detail : error.path("details")) {
      for (JsonNode violation : detail.path("violations")) {
        ids.append(violation.path("quotaId").asText()).append(' ');
      }
      ids.append(detail.at("/metadata/quota_limit").asText()).append(' ');
    }
    return ids.toString().toLowerCase(Locale.ROOT);
  }

  private static Failure validation(Failure failure, JsonNode error) {
    String link = "";
    for (JsonNode detail : error.path("details")) {
      String inInfo = detail.at("/metadata/validation_link").asText("");
      String inHelp = detail.at("/links/0/url").asText("");
      link = !inInfo.isEmpty() ? inInfo : !inHelp.isEmpty() && link.isEmpty() ? inHelp : link;
    }
    String message =
        link.isEmpty() ? failure.message() : failure.message() + " Open " + link + " to do so.";
    return new Failure(FailureKind.FORBIDDEN, message, failure.code(), failure.retryAfter());
  }

  /** The {@code reason} of the first ErrorInfo; empty if there is none. */
  private static String reason(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      if (detail.path("reason").isTextual()) {
        return detail.path("reason").textValue();
      }
    }
    return "";
  }

  /** Until {@code quotaResetTimeStamp}, where the body states no length. */
  private static Optional<Duration> untilReset(JsonNode error, Instant now) {
    for (JsonNode detail : error.path("details")) {
      JsonNode metadata = detail.path("metadata");
      String text =
          metadata
              .path("quotaResetTimeStamp")
              .asText(metadata.path("quota_reset_timestamp").asText(""));
      if (!text.isEmpty()) {
        try {
          return Optional.of(Duration.between(now, Instant.parse(text)));
        } catch (DateTimeParseException _) {
          return RetryDelay.parse(text);
        }
      }
    }
    return Optional.empty();
  }

  /** The error object, wherever Google's surfaces put it. */
  private static JsonNode error(UpstreamFailure failure) {
    try {
      JsonNode root = JsonBody.MAPPER.readTree(failure.body());
      JsonNode first = root != null && root.isArray() ? root.path(0) : root;
      return first == null ? MissingNode.getInstance() : first.path("error");
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
