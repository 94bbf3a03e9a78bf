package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import java.time.Duration;
import java.util.Optional;

/**
 * An error to be told to a client, before it takes the shape of a dialect.
 *
 * @param status the HTTP status
 * @param kind what went wrong, from which each dialect takes its own words
 * @param message a sentence for people
 * @param code the machine-readable code, if a certain one is to be told
 * @param param the field of the request that is at fault, if one is
 * @param retryAfter when to come back, if known
 * @param type upstream's own word for the sort of error, if it is one of OpenAI's
 */
public record ClientError(
    int status,
    Kind kind,
    String message,
    Optional<String> code,
    Optional<String> param,
    Optional<Duration> retryAfter,
    Optional<String> type) {

  /** What went wrong. */
  public enum Kind {
    /** The request is invalid. */
    INVALID_REQUEST,
    /** The conversation is longer than the model's context. */
    CONTEXT_TOO_LONG,
    /** A content policy refused it. */
    CONTENT_REFUSED,
    /** The body is too large. */
    TOO_LARGE,
    /** The client's key is missing or wrong. */
    AUTHENTICATION,
    /** The key may not do this. */
    PERMISSION,
    /** There is no such model, route or thing. */
    NOT_FOUND,
    /** Money is spent. */
    BILLING,
    /** A rate is exceeded; coming back soon helps. */
    RATE_LIMITED,
    /** A quota is used up until it resets. */
    QUOTA,
    /** A deadline has passed. */
    TIMED_OUT,
    /** Upstream or the gateway has too much to do. */
    OVERLOADED,
    /** Anything else, which is not the client's fault. */
    SERVER
  }

  /** An error of a status, without code, field or delay. */
  public static ClientError of(int status, String message) {
    return new ClientError(
        status,
        kindOf(status),
        message,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The error of a failed attempt, with the status of its kind. */
  public static ClientError of(Failure failure) {
    return new ClientError(
        failure.kind().status(),
        kindOf(failure.kind()),
        failure.message(),
        failure.code(),
        failure.kind() == FailureKind.UNSUPPORTED ? field(failure.message()) : failure.param(),
        failure.retryAfter(),
        failure.type());
  }

  /** What the gateway refuses itself, it names before the colon. */
  private static Optional<String> field(String message) {
    int colon = message.indexOf(": ");
    return Optional.of(message.substring(0, Math.max(0, colon)))
        .filter(name -> name.matches("[a-z][A-Za-z0-9_.]*"));
  }

  /** This error with another status. */
  public ClientError withStatus(int other) {
    return new ClientError(other, kind, message, code, param, retryAfter, type);
  }

  /** This error with a machine-readable code. */
  public ClientError withCode(String given) {
    return new ClientError(status, kind, message, Optional.of(given), param, retryAfter, type);
  }

  /** This error with the field at fault. */
  public ClientError withParam(String field) {
    return new ClientError(status, kind, message, code, Optional.of(field), retryAfter, type);
  }

  /** This error with the time after which to come back. */
  public ClientError withRetryAfter(Duration delay) {
    return new ClientError(status, kind, message, code, param, Optional.of(delay), type);
  }

  /** When to come back, in whole seconds and at least one, as clients are told it. */
  public Optional<Long> secondsToWait() {
    return retryAfter.map(delay -> Math.max(1, Math.ceilDiv(delay.toMillis(), 1000L)));
  }

  private static Kind kindOf(int status) {
    return switch (status) {
      case 401 -> Kind.AUTHENTICATION;
      case 402 -> Kind.BILLING;
      case 403 -> Kind.PERMISSION;
      case 404, 410 -> Kind.NOT_FOUND;
      case 408, 504 -> Kind.TIMED_OUT;
      case 413 -> Kind.TOO_LARGE;
      case 429 -> Kind.RATE_LIMITED;
      case 503, 529 -> Kind.OVERLOADED;
      default -> status >= 500 ? Kind.SERVER : Kind.INVALID_REQUEST;
    };
  }

  private static Kind kindOf(FailureKind kind) {
    return switch (kind) {
      case INVALID_REQUEST, UNSUPPORTED -> Kind.INVALID_REQUEST;
      case CONTEXT_TOO_LONG -> Kind.CONTEXT_TOO_LONG;
      case CONTENT_REFUSED -> Kind.CONTENT_REFUSED;
      case BODY_TOO_LARGE -> Kind.TOO_LARGE;
      case BAD_CREDENTIAL, NEEDS_LOGIN -> Kind.AUTHENTICATION;
      case FORBIDDEN, MODEL_FORBIDDEN -> Kind.PERMISSION;
      case NO_MONEY -> Kind.BILLING;
      case ACCOUNT_QUOTA, MODEL_QUOTA -> Kind.QUOTA;
      case REQUEST_RATE, TOKEN_RATE, RATE_LIMITED -> Kind.RATE_LIMITED;
      case MODEL_NOT_FOUND -> Kind.NOT_FOUND;
      case MODEL_OVERLOADED, OVERLOADED, ADDRESS_BLOCKED -> Kind.OVERLOADED;
      case SERVER_ERROR, UNREACHABLE, BAD_ANSWER -> Kind.SERVER;
      case TIMED_OUT -> Kind.TIMED_OUT;
    };
  }
}
