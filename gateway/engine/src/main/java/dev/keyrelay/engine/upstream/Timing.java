package dev.keyrelay.engine.upstream;

import io.netty.util.concurrent.Ticker;

/**
 * The deadlines of one call, counted from when it was sent.
 *
 * @param ticker tells the time, in nanoseconds
 * @param sentAt when the call was sent
 */
record Timing(Deadlines deadlines, Ticker ticker, long sentAt) {

  /** A call that is sent now. */
  static Timing begun(Deadlines deadlines, Ticker ticker) {
    return new Timing(deadlines, ticker, ticker.nanoTime());
  }

  long now() {
    return ticker.nanoTime();
  }

  /** How long to wait for the headers, or for the first event. */
  Patience first() {
    long elapsed = now() - sentAt;
    return Patience.of(
        deadlines.first().toNanos() - elapsed, deadlines.total().toNanos() - elapsed);
  }

  /** How long to wait for the next piece. */
  Patience gap() {
    return Patience.of(deadlines.gap().toNanos(), deadlines.total().toNanos() - (now() - sentAt));
  }

  /** When the whole call must be over. */
  long totalAt() {
    return sentAt + deadlines.total().toNanos();
  }
}
