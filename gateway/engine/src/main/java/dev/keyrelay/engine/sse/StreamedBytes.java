package dev.keyrelay.engine.sse;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a streamed answer, pulled one piece after the other by one thread. {@link #close()}
 * may be called by any thread, also while another one waits in {@link #next()}, and more than once.
 */
public interface StreamedBytes extends AutoCloseable {

  /**
   * Waits for the next bytes, one or more whole events.
   *
   * @return the bytes; null at the end, and ever after
   * @throws IOException if the stream cannot go on; its client is cut off
   * @throws InterruptedException if the calling thread was interrupted
   */
  byte @Nullable [] next() throws IOException, InterruptedException;

  /** Gives the stream up, if it has not ended; what feeds it is cancelled. */
  @Override
  void close();
}
