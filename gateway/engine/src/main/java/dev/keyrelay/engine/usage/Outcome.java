package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Optional;

/**
 * How one attempt ended, for the ledger.
 *
 * @param subject the credential and the model it was used for
 * @param result how it ended
 * @param failure why, if it failed
 * @param usage the tokens it used, if known or estimated
 * @param begun when it began
 * @param at when it ended
 */
public record Outcome(
    Subject subject,
    Result result,
    Optional<FailureKind> failure,
    Optional<TokenUsage> usage,
    Instant begun,
    Instant at) {

  /** The outcome of an attempt that took no time. */
  public Outcome(
      Subject subject,
      Result result,
      Optional<FailureKind> failure,
      Optional<TokenUsage> usage,
      Instant at) {
    this(subject, result, failure, usage, at, at);
  }

  /** How an attempt ended. */
  public enum Result {
    /** The whole answer arrived. */
    SUCCEEDED,
    /** It failed. */
    FAILED,
    /** The client went away. */
    CANCELLED,
    /** The answer broke off after its beginning had gone to the client. */
    PARTIAL
  }
}
