package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Classifies failures by what most services have in common: the HTTP status, the code and the words
 * of an OpenAI, Anthropic or Google error body, and the places where delays are found.
 */
public final class StandardFailures {

  private static final String[] CONTEXT_WORDS = {
    "context_length",
    "context length",
    "context window",
    "context size",
    "prompt is too long",
    "too many tokens",
    "maximum context",
    "token limit",
    "input is too long",
    "maximum number of tokens allowed",
    "prompt too long", // Ollama
    "reduce the length of the messages", // Groq
    "maximum prompt length", // xAI
    "exceed_context_size", // llama.cpp
    "maximum model length", // vLLM
    "maximum allowed length", // SGLang
    "`inputs` must have less than", // Hugging Face's servers, and Together
    "`inputs` tokens + `max_new_tokens`",
    "max_seq_len", // SiliconFlow
    "range of input length", // DashScope
    "prompt exceeds max length", // Z.ai
    "tokens_limit_reached" // GitHub Models
  };
  private static final String[] MONEY_WORDS = {
    "insufficient_quota",
    "insufficient balance",
    "insufficient_balance",
    "credit balance is too low",
    "insufficient credits",
    "billing_hard_limit",
    "used all available credits",
    "have any credits",
    "balance is insufficient", // SiliconFlow
    "not_enough_balance", // Novita
    "arrearage", // DashScope
    "accountoverdue", // Volcengine
    "exceeded_current_quota_error", // Moonshot
    "monthly spending limit", // Fireworks
    "creditserror", // OpenCode Zen
    "billing_not_active"
  };
  private static final String[] REFUSED_WORDS = {
    "content_policy",
    "content_filter",
    "content management policy",
    "safety system",
    "content exists risk", // DeepSeek
    "violates usage guidelines", // xAI
    "considered high risk", // Moonshot
    "unsafe or sensitive content", // Z.ai
    "datainspectionfailed", // DashScope
    "data_inspection_failed",
    "sensitivecontentdetected", // Volcengine
    "new_sensitive" // MiniMax
  };
  private static final String[] MODEL_WORDS = {
    "model_not_found",
    "model_not_available",
    "no such model",
    "unknown model",
    "invalid_model",
    "model not found", // xAI
    "model not exist", // DeepSeek, DashScope
    "is not a valid model" // OpenRouter
  };
  private static final String[] PER_DAY_WORDS = {
    "perday", "per day", "per-day", "daily", "quota_exhausted", "usage limit"
  };
  private static final String[] BAD_KEY_WORDS = {
    "invalid_api_key", "api_key_invalid", "api key not valid", "incorrect api key"
  };

  private StandardFailures() {}

  /** Classifies an exchange that did not succeed. */
  public static Failure explain(UpstreamFailure failure) {
    return explain(failure, ErrorBody.of(failure));
  }

  /** Classifies an exchange of which the error body has been read already. */
  public static Failure explain(UpstreamFailure failure, ErrorBody body) {
    var kind = kind(failure, body);
    return new Failure(
        kind,
        message(failure, body),
        // What an answer that tells no error says of itself is no code of one.
        kind == FailureKind.BAD_ANSWER ? Optional.empty() : body.code(),
        RetryDelay.of(failure, body),
        body.openAiType(),
        body.param());
  }

  private static FailureKind kind(UpstreamFailure failure, ErrorBody body) {
    return switch (failure.stage()) {
      case CONNECT -> FailureKind.UNREACHABLE;
      case WAIT, STREAM -> lost(failure);
      case BODY -> ofGoodStatus(body);
      case EVENT -> ofStatus(eventStatus(body), body);
      case STATUS -> ofStatus(failure.status(), body);
    };
  }

  private static FailureKind lost(UpstreamFailure failure) {
    boolean late = failure.cause().filter(cause -> cause.contains("timed out")).isPresent();
    return late ? FailureKind.TIMED_OUT : FailureKind.SERVER_ERROR;
  }

  /** Some services put an error into an answer of status 200. */
  private static FailureKind ofGoodStatus(ErrorBody body) {
    boolean error = body.node().has("message") && body.node().size() > 1;
    return error ? ofStatus(eventStatus(body), body) : FailureKind.BAD_ANSWER;
  }

  private static FailureKind ofStatus(int status, ErrorBody body) {
    return switch (status) {
      case 401 -> ofUnauthorized(body);
      case 402 -> FailureKind.NO_MONEY;
      case 403 -> ofForbidden(body);
      case 404, 410 -> FailureKind.MODEL_NOT_FOUND;
      case 408, 504, 524 -> FailureKind.TIMED_OUT;
      case 409, 499 -> FailureKind.SERVER_ERROR;
      case 413 ->
          body.says(CONTEXT_WORDS) ? FailureKind.CONTEXT_TOO_LONG : FailureKind.BODY_TOO_LARGE;
      case 429 -> ofTooMany(body);
      case 451 -> FailureKind.CONTENT_REFUSED;
      // Local servers say so of what they did not expect.
      case 500 ->
          body.says(CONTEXT_WORDS) ? FailureKind.CONTEXT_TOO_LONG : FailureKind.SERVER_ERROR;
      case 503, 529 -> FailureKind.OVERLOADED;
      default -> status > 500 || status < 400 ? FailureKind.SERVER_ERROR : ofBadRequest(body);
    };
  }

  /** OpenCode Zen says 401 of whatever it refuses. */
  private static FailureKind ofUnauthorized(ErrorBody body) {
    if (body.says(MONEY_WORDS)) {
      return FailureKind.NO_MONEY;
    }
    return body.says("modelerror") ? FailureKind.MODEL_NOT_FOUND : FailureKind.BAD_CREDENTIAL;
  }

  private static FailureKind ofBadRequest(ErrorBody body) {
    if (body.says(BAD_KEY_WORDS)) {
      return FailureKind.BAD_CREDENTIAL;
    }
    if (body.says(MONEY_WORDS)) {
      return FailureKind.NO_MONEY;
    }
    if (body.says("regain access on")) {
      return FailureKind.ACCOUNT_QUOTA;
    }
    if (body.says(MODEL_WORDS)) {
      return FailureKind.MODEL_NOT_FOUND;
    }
    if (body.says(CONTEXT_WORDS)) {
      return FailureKind.CONTEXT_TOO_LONG;
    }
    return body.says(REFUSED_WORDS) ? FailureKind.CONTENT_REFUSED : FailureKind.INVALID_REQUEST;
  }

  private static FailureKind ofForbidden(ErrorBody body) {
    if (body.says("unsupported_country", "cloudflare")) {
      return FailureKind.ADDRESS_BLOCKED;
    }
    if (body.says(REFUSED_WORDS)) {
      return FailureKind.CONTENT_REFUSED;
    }
    if (body.says(MONEY_WORDS)) {
      return FailureKind.NO_MONEY;
    }
    boolean aboutModel = body.says("model") && body.says("access");
    return aboutModel ? FailureKind.MODEL_FORBIDDEN : FailureKind.FORBIDDEN;
  }

  private static FailureKind ofTooMany(ErrorBody body) {
    if (body.says(MONEY_WORDS)) {
      return FailureKind.NO_MONEY;
    }
    if (body.says(PER_DAY_WORDS)) {
      return FailureKind.MODEL_QUOTA;
    }
    if (body.says("tokens per min", "(tpm)", "tokenspermin", "token rate limit")) {
      return FailureKind.TOKEN_RATE;
    }
    if (body.says("requests per min", "(rpm)", "requestspermin", "calls / min")) {
      return FailureKind.REQUEST_RATE;
    }
    // Google says "Resource has been exhausted (e.g. check quota)." of any short-lived limit.
    boolean quota = body.says("quota") && !body.says("e.g. check quota");
    return quota ? FailureKind.MODEL_QUOTA : FailureKind.RATE_LIMITED;
  }

  /** An error event tells its status in a field, a type or a word. */
  private static int eventStatus(ErrorBody body) {
    for (String field : List.of("code", "status", "status_code", "http_code")) {
      JsonNode value = body.node().path(field);
      int number = value.isValueNode() ? value.asInt(0) : 0;
      if (number >= 400 && number < 600) {
        return number;
      }
    }
    if (body.says("overloaded", "unavailable")) {
      return 503;
    }
    if (body.says("rate_limit", "resource_exhausted", "quota")) {
      return 429;
    }
    if (body.says("authentication_error", "unauthenticated", "invalid_api_key")) {
      return 401;
    }
    if (body.says("permission_error", "permission_denied")) {
      return 403;
    }
    if (body.says("not_found_error", "model_not_found")) {
      return 404;
    }
    boolean request =
        body.says("invalid_request", "invalid_argument", "context_length", "invalid_prompt");
    return request ? 400 : 500;
  }

  private static String message(UpstreamFailure failure, ErrorBody body) {
    return redirection(failure)
        .or(body::message)
        .or(() -> failure.cause().filter(cause -> !cause.isBlank()))
        .orElseGet(() -> "upstream answered with status " + failure.status() + unreadable(failure));
  }

  /** What a body is that says nothing of the error. */
  private static String unreadable(UpstreamFailure failure) {
    String said = failure.text().strip();
    if (said.isEmpty()) {
      return " and nothing else";
    }
    if (said.startsWith("<")) {
      return " and a web page";
    }
    return failure.stage() == UpstreamFailure.Stage.BODY
        ? " but not in the form that was asked for"
        : "";
  }

  /** Where a redirection leads; a credential must not follow it to another host. */
  private static Optional<String> redirection(UpstreamFailure failure) {
    return failure
        .headers()
        .first("Location")
        .filter(to -> failure.status() / 100 == 3)
        .map(
            to ->
                "upstream answered with status %d and leads to %s; redirections are not followed (expected: a base address that answers itself)"
                    .formatted(failure.status(), to.replaceFirst("[?#].*", "")));
  }
}
