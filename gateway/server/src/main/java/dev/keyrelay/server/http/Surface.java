package dev.keyrelay.server.http;

import dev.keyrelay.spi.Dialect;
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
    var surface = at(path);
    if (surface.dialect == Dialect.OPENAI_CHAT && path.startsWith("/v1/models")) {
      if (request.getHeaders().contains("anthropic-version")) {
        return new Surface(Dialect.ANTHROPIC_MESSAGES);
      }
      if (request.getHeaders().contains("x-goog-api-key")
          || request.getParameters().contains("key")) {
        return new Surface(Dialect.GEMINI);
      }
    }
    return surface;
  }

  /** What the path alone says. */
  static Surface at(String path) {
    if (path.startsWith("/v1/messages")) {
      return new Surface(Dialect.ANTHROPIC_MESSAGES);
    }
    if (path.startsWith("/v1/responses")) {
      return new Surface(Dialect.OPENAI_RESPONSES);
    }
    if (path.startsWith("/v1beta/") || (path.startsWith("/v1/models/") && path.contains(":"))) {
      return new Surface(Dialect.GEMINI);
    }
    return new Surface(Dialect.OPENAI_CHAT);
  }
}
