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
    return new Surface(dialect(request.getPath(), request));
  }

  private static Dialect dialect(String path, HttpRequest<?> request) {
    if (path.startsWith("/v1/messages")) {
      return Dialect.ANTHROPIC_MESSAGES;
    }
    if (path.startsWith("/v1/responses")) {
      return Dialect.OPENAI_RESPONSES;
    }
    if (path.startsWith("/v1beta/") || (path.startsWith("/v1/models/") && path.contains(":"))) {
      return Dialect.GEMINI;
    }
    if (path.startsWith("/v1/models")) {
      if (request.getHeaders().contains("anthropic-version")) {
        return Dialect.ANTHROPIC_MESSAGES;
      }
      if (request.getHeaders().contains("x-goog-api-key")
          || request.getParameters().contains("key")) {
        return Dialect.GEMINI;
      }
    }
    return Dialect.OPENAI_CHAT;
  }
}
