package dev.keyrelay.server.http;

import dev.keyrelay.spi.Dialect;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;

/**
 * The surface that a request is on, from its path and headers: it decides the shape of errors and
 * of listings.
 *
 * @param dialect the dialect spoken there
 */
record Surface(Dialect dialect) {

  static Surface of(HttpRequest<?> request) {
    String path = request.getPath();
    if (!path.startsWith("/v1/models") || (isCall(path) && !reads(request))) {
      return at(path);
    }
    if (request.getHeaders().contains("anthropic-version")) {
      return new Surface(Dialect.ANTHROPIC_MESSAGES);
    }
    return new Surface(
        request.getHeaders().contains("x-goog-api-key") || request.getParameters().contains("key")
            ? Dialect.GEMINI
            : Dialect.OPENAI_CHAT);
  }

  /** Names of models may have colons, too: only what is posted is called. */
  private static boolean reads(HttpRequest<?> request) {
    return request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
  }

  private static boolean isCall(String path) {
    return path.startsWith("/v1/models/") && path.contains(":");
  }

  /** What the path alone says. */
  static Surface at(String path) {
    if (path.startsWith("/v1/messages")) {
      return new Surface(Dialect.ANTHROPIC_MESSAGES);
    }
    if (path.startsWith("/v1/responses")) {
      return new Surface(Dialect.OPENAI_RESPONSES);
    }
    if (path.startsWith("/v1beta/") || isCall(path)) {
      return new Surface(Dialect.GEMINI);
    }
    return new Surface(Dialect.OPENAI_CHAT);
  }
}
