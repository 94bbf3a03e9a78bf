package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * Deadlines. A stream that has begun is bounded by {@code gap} and {@code streamTotal}; everything
 * before, and every answer that is not streamed, by {@code global} and by those of the attempt.
 *
 * @param global from the request to the commit of its answer, all attempts together
 * @param connect opening a connection
 * @param write sending the request
 * @param firstEvent from sending to the first event of a stream, per attempt
 * @param gap between two events of a stream
 * @param answer from sending to the end of an answer that is not streamed, per attempt
 * @param streamTotal from the commit of a stream to its end
 */
public record Timeouts(
    Duration global,
    Duration connect,
    Duration write,
    Duration firstEvent,
    Duration gap,
    Duration answer,
    Duration streamTotal) {

  static Timeouts read(Settings settings) {
    return new Timeouts(
        settings.get(TimeoutVariables.GLOBAL_TIMEOUT),
        settings.get(TimeoutVariables.TIMEOUT_CONNECT),
        settings.get(TimeoutVariables.TIMEOUT_WRITE),
        settings.get(TimeoutVariables.TIMEOUT_FIRST_EVENT),
        settings.get(TimeoutVariables.TIMEOUT_READ_STREAMING),
        settings.get(TimeoutVariables.TIMEOUT_READ_NON_STREAMING),
        settings.get(TimeoutVariables.TIMEOUT_STREAM_TOTAL));
  }
}
