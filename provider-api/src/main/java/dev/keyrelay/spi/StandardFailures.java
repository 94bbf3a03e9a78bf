package dev.keyrelay.spi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Classifies failures by what most services have in common: the HTTP status, the code and the words
 * of an OpenAI, Anthropic or Google error body, and the places where delays are found.
 */
public final class StandardFailures {

  private static final int MESSAGE_LIMIT = 2_000;

  private static final List<String> CONTEXT_WORDS =
      List.of(
          "context_length",
          "context length",
          "context window",
          "prompt is too long",
          "too many tokens",
          "maximum context",
          "token limit",
          "input is too long");
  private static final List<String> MONEY_WORDS =
      List.of(
          "insufficient_quota",
          "insufficient balance",
          "insufficient_balance",
          "credit balance is too low",
          "insufficient credits",
          "billing_hard_limit",
          "exceeded your current quota, please check your plan and billing");
  private static final List<String> REFUSED_WORDS =
      List.of("content_policy", "content_filter", "content management policy", "safety system");
  private static final List<String> MODEL_WORDS =
      List.of("model_not_found", "model_not_available", "no such model", "unknown model");
  private static final List<String> PER_DAY_WORDS =
      List.of("perday", "per day", "daily", "quota_exhausted", "usage limit");
  private static final List<String> BAD_KEY_WORDS =
      List.of("invalid_api_key", "api_key_invalid", "api key not valid", "incorrect api key");

  private StandardFailures() {}

  /** Classifies an exchange that did not succeed. */
  public static Failure explain(UpstreamFailure failure) {
    var error = errorObject(failure);
    var words = (failure.text() + " " + failure.cause().orElse("")).toLowerCase(Locale.ROOT);
    return new Failure(
        kind(failure, error, words),
        message(failure, error),
        code(error),
        RetryDelay.of(failure, error));
  }

  private static FailureKind kind(UpstreamFailure failure, JsonNode error, String words) {
    return switch (failure.stage()) {
      case CONNECT -> FailureKind.UNREACHABLE;
      case WAIT, STREAM ->
          words.contains("timed out") ? FailureKind.TIMED_OUT : FailureKind.SERVER_ERROR;
      case BODY -> FailureKind.BAD_ANSWER;
      case EVENT -> ofStatus(eventStatus(error, words), words);
      case STATUS -> ofStatus(failure.status(), words);
    };
  }

  private static FailureKind ofStatus(int status, String words) {
    return switch (status) {
      case 400, 422 -> ofBadRequest(words);
      case 401 -> FailureKind.BAD_CREDENTIAL;
      case 402 -> FailureKind.NO_MONEY;
      case 403 -> ofForbidden(words);
      case 404 -> FailureKind.MODEL_NOT_FOUND;
      case 408, 504, 524 -> FailureKind.TIMED_OUT;
      case 413 -> FailureKind.BODY_TOO_LARGE;
      case 429 -> ofTooMany(words);
      case 503, 529 -> FailureKind.OVERLOADED;
      default ->
          status >= 500 || status < 400 ? FailureKind.SERVER_ERROR : FailureKind.INVALID_REQUEST;
    };
  }

  private static FailureKind ofBadRequest(String words) {
    if (hasAny(words, BAD_KEY_WORDS)) {
      return FailureKind.BAD_CREDENTIAL;
    }
    if (hasAny(words, MONEY_WORDS)) {
      return FailureKind.NO_MONEY;
    }
    if (words.contains("regain access on")) {
      return FailureKind.ACCOUNT_QUOTA;
    }
    if (hasAny(words, MODEL_WORDS)) {
      return FailureKind.MODEL_NOT_FOUND;
    }
    if (hasAny(words, CONTEXT_WORDS)) {
      return FailureKind.CONTEXT_TOO_LONG;
    }
    return hasAny(words, REFUSED_WORDS) ? FailureKind.CONTENT_REFUSED : FailureKind.INVALID_REQUEST;
  }

  private static FailureKind ofForbidden(String words) {
    if (words.contains("unsupported_country") || words.contains("cloudflare")) {
      return FailureKind.ADDRESS_BLOCKED;
    }
    if (hasAny(words, MONEY_WORDS)) {
      return FailureKind.NO_MONEY;
    }
    boolean aboutModel = words.contains("model") && words.contains("access");
    return aboutModel ? FailureKind.MODEL_FORBIDDEN : FailureKind.FORBIDDEN;
  }

  private static FailureKind ofTooMany(String words) {
    if (hasAny(words, MONEY_WORDS)) {
      return FailureKind.NO_MONEY;
    }
    if (hasAny(words, PER_DAY_WORDS)) {
      return FailureKind.MODEL_QUOTA;
    }
    if (words.contains("tokens per min")
        || words.contains("(tpm)")
        || words.contains("tokenspermin")) {
      return FailureKind.TOKEN_RATE;
    }
    if (words.contains("requests per min")
        || words.contains("(rpm)")
        || words.contains("requestspermin")) {
      return FailureKind.REQUEST_RATE;
    }
    boolean quota = words.contains("quota") || words.contains("resource_exhausted");
    return quota ? FailureKind.MODEL_QUOTA : FailureKind.RATE_LIMITED;
  }

  /** An error event tells its status in a field, a type or a word. */
  private static int eventStatus(JsonNode error, String words) {
    for (String field : List.of("code", "status", "status_code", "http_code")) {
      int number = error.path(field).asInt(0);
      if (number >= 400 && number < 600) {
        return number;
      }
    }
    if (words.contains("overloaded") || words.contains("unavailable")) {
      return 503;
    }
    if (words.contains("rate_limit")
        || words.contains("resource_exhausted")
        || words.contains("quota")) {
      return 429;
    }
    if (words.contains("authentication")) {
      return 401;
    }
    return words.contains("invalid_request") || words.contains("context_length") ? 400 : 500;
  }

  private static boolean hasAny(String words, List<String> wanted) {
    return wanted.stream().anyMatch(words::contains);
  }

  /**
   * The object that describes the error: {@code error}, the first element of an array, or the root.
   */
  static JsonNode errorObject(UpstreamFailure failure) {
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(failure.text());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
    if (root == null) {
      return MissingNode.getInstance();
    }
    JsonNode first = root.isArray() ? root.path(0) : root;
    JsonNode error = first.path("error");
    return error.isObject() ? error : first;
  }

  private static String message(UpstreamFailure failure, JsonNode error) {
    String found =
        Stream.of("message", "detail", "error", "error_description", "title")
            .map(error::path)
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .filter(text -> !text.isBlank())
            .findFirst()
            .or(failure::cause)
            .orElseGet(() -> unread(failure));
    return found.length() <= MESSAGE_LIMIT ? found : found.substring(0, MESSAGE_LIMIT) + "…";
  }

  private static String unread(UpstreamFailure failure) {
    String text = failure.text().strip();
    boolean plain = !text.isEmpty() && !text.startsWith("<") && !text.startsWith("{");
    return plain ? text : "upstream answered with status " + failure.status();
  }

  private static Optional<String> code(JsonNode error) {
    return Stream.of("code", "type", "status", "reason")
        .map(error::path)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst();
  }
}
