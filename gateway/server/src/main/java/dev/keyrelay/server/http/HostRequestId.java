package dev.keyrelay.server.http;

import io.micronaut.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name that a request's host has for it already: as {@code x-request-id} it leads to the host's
 * own logs, and differs in every copy of a process.
 */
public final class HostRequestId {

  private static final String ATTRIBUTE = "keyrelay.host-request-id";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9=_-]{8,64}");

  private HostRequestId() {}

  /** States the name of a request, before it is routed. What is no name is passed over. */
  public static void set(HttpRequest<?> request, String id) {
    if (NAME.matcher(id).matches()) {
      request.setAttribute(ATTRIBUTE, id);
    }
  }

  /** The name, if the host has one. */
  static Optional<String> of(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, String.class);
  }
}
