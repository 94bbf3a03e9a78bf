package dev.keyrelay.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A classified failure.
 *
 * @param kind why it failed
 * @param message what upstream says, or what happened; for the client, without secrets
 * @param code the machine-readable code that upstream gives, such as {@code
 *     context_length_exceeded}
 * @param retryAfter how long upstream asks to wait
 * @param type the type that an error in OpenAI's shape gives, such as {@code invalid_request_error}
 * @param param the field of the request that an error in OpenAI's shape blames
 */
public record Failure(
    FailureKind kind,
    String message,
    Optional<String> code,
    Optional<Duration> retryAfter,
    Optional<String> type,
    Optional<String> param) {

  public Failure {
    if (retryAfter.filter(Duration::isNegative).isPresent()) {
      retryAfter = Optional.of(Duration.ZERO);
    }
  }

  /** A failure of which upstream tells no type and no field. */
  public Failure(
      FailureKind kind, String message, Optional<String> code, Optional<Duration> retryAfter) {
    this(kind, message, code, retryAfter, Optional.empty(), Optional.empty());
  }

  /** A failure without code or delay. */
  public static Failure of(FailureKind kind, String message) {
    return new Failure(kind, message, Optional.empty(), Optional.empty());
  }

  /** This failure as another kind. */
  public Failure as(FailureKind other) {
    return new Failure(other, message, code, retryAfter, type, param);
  }
}
