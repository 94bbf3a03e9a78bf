package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.List;
import java.util.Optional;

/**
 * How a call ended.
 *
 * @param error what the client was told if it was not served, or if its stream broke
 * @param usage what its answer used, as far as that is known
 * @param attempts every exchange that was made
 */
public record CallEnd(
    Kind kind, Optional<ClientError> error, Optional<TokenUsage> usage, List<Attempt> attempts) {

  /** The ways in which a call ends. */
  public enum Kind {
    /** The client has the whole answer. */
    SERVED,
    /** The answer broke off after its beginning. */
    BROKEN,
    /** The client went away. */
    CANCELLED,
    /** Nothing served, or the request was wrong. */
    REFUSED
  }

  public CallEnd {
    attempts = List.copyOf(attempts);
  }

  static CallEnd served(Served served, Optional<TokenUsage> usage) {
    return new CallEnd(Kind.SERVED, Optional.empty(), usage, served.attempts());
  }

  /** The call was not served. */
  public static CallEnd refused(GatewayException e) {
    return new CallEnd(Kind.REFUSED, Optional.of(e.error()), Optional.empty(), e.attempts());
  }

  /** The client went away, or the call failed in an unforeseen way, before an answer began. */
  public static CallEnd abandoned() {
    return new CallEnd(Kind.CANCELLED, Optional.empty(), Optional.empty(), List.of());
  }
}
