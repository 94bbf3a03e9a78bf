package dev.keyrelay.server.http;

import io.micronaut.http.HttpRequest;
import java.time.Instant;

/**
 * When the host of a request stops running, as a function does at its timeout: every answer, a
 * stream too, must have ended by then.
 */
public final class HostDeadline {

  private static final String ATTRIBUTE = "keyrelay.host-deadline";

  private HostDeadline() {}

  /** States the deadline of a request, before it is routed. */
  public static void set(HttpRequest<?> request, Instant deadline) {
    request.setAttribute(ATTRIBUTE, deadline);
  }

  /** The earlier of an instant and the host's deadline, if the host has one. */
  static Instant earlier(HttpRequest<?> request, Instant other) {
    return request
        .getAttribute(ATTRIBUTE, Instant.class)
        .filter(deadline -> deadline.isBefore(other))
        .orElse(other);
  }
}
