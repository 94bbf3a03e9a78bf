package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Is told how one call goes on, in the order of the methods below. Methods are called by one thread
 * at a time, at times an event loop: they must return at once and throw nothing. What they are told
 * holds no key material of ours. Every method may be left out.
 */
public interface CallTrace {

  /** Nobody is interested. */
  CallTrace NONE = new CallTrace() {};

  /**
   * An attempt begins.
   *
   * @param credential its id
   * @param request what is sent, without the credential
   */
  default void sends(Target target, String credential, Supplier<UpstreamRequest> request) {}

  /**
   * An attempt failed.
   *
   * @param upstream what upstream said, if it was asked
   */
  default void failed(Attempt attempt, Optional<UpstreamFailure> upstream) {}

  /**
   * An answer that is whole goes to the client; {@link #ended} follows.
   *
   * @param upstream the answer in the provider's dialect
   * @param answer the answer in the client's; the same array if nothing had to be translated
   */
  default void answered(Served served, byte[] upstream, byte[] answer) {}

  /** A stream goes to the client; {@link #ended} follows when it is over. */
  default void streams(Served served) {}

  /** Upstream sent an event of the stream. */
  default void received(SseEvent event) {}

  /** The client is sent events that had to be rewritten; the last ones after {@link #ended}. */
  default void told(byte[] events) {}

  /** The call is over. Called exactly once. */
  default void ended(CallEnd end) {}
}
