package dev.keyrelay.providers.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What the scripted upstream does with one request. Played on a virtual thread of its own. */
@FunctionalInterface
public interface Script {

  /**
   * Answers a request, or fails to, as the script says. Returning before the answer is complete
   * closes the connection.
   *
   * @throws IOException if the client went away
   */
  void play(ReceivedRequest request, Answer answer) throws IOException;

  /** This script after a pause before its first byte. */
  default Script after(Duration delay) {
    return (request, answer) -> {
      answer.pause(delay);
      play(request, answer);
    };
  }

  /** This script for the first {@code times} requests, {@code then} for all later ones. */
  default Script times(int times, Script then) {
    var played = new AtomicInteger();
    return (request, answer) ->
        (played.getAndIncrement() < times ? this : then).play(request, answer);
  }
}
