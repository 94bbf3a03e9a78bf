package dev.keyrelay.engine.upstream;

import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.util.concurrent.TimeUnit;

/**
 * How long somebody still waits.
 *
 * @param nanos until the nearest of the deadlines
 * @param total whether that is the one of the whole call
 */
record Patience(long nanos, boolean total) {

  /** The nearer of a wait that begins now and the time left in total. */
  static Patience of(long wait, long total) {
    return total < wait ? new Patience(total, true) : new Patience(wait, false);
  }

  UpstreamException exceeded(Stage stage, String expectation) {
    return total
        ? new UpstreamException(
            stage, StreamEnd.Kind.OVERTIME, "timed out: the whole call took too long")
        : new UpstreamException(
            stage,
            StreamEnd.Kind.STALLED,
            "timed out waiting for "
                + expectation
                + " (nothing for "
                + TimeUnit.NANOSECONDS.toMillis(nanos)
                + " ms)");
  }
}
