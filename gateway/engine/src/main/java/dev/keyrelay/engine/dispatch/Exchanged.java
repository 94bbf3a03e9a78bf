package dev.keyrelay.engine.dispatch;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.Optional;

/** What became of one exchange. */
sealed interface Exchanged {

  /** It serves. The lease has passed to the answer. */
  record Served(Answer answer) implements Exchanged {}

  /**
   * It failed. The lease is still open.
   *
   * @param failure why
   * @param upstream what was received, if anything
   * @param dialect the dialect of what was received
   * @param usage the tokens it used all the same, if upstream told
   */
  record Failed(
      Failure failure,
      Optional<UpstreamFailure> upstream,
      Dialect dialect,
      Optional<TokenUsage> usage)
      implements Exchanged {}
}
