package dev.keyrelay.server.http;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Keeps what a key has opened from caches on the way, which know nothing of {@code x-api-key}: they
 * would answer the next client with it.
 */
@ServerFilter(
    patterns = {"/v1/**", "/v1beta/**"},
    methods = {HttpMethod.GET, HttpMethod.HEAD})
final class KeptFromCaches {

  private static final String HEADER = "Cache-Control";

  @ResponseFilter
  void mark(MutableHttpResponse<?> response) {
    if (!response.getHeaders().contains(HEADER)) {
      response.header(HEADER, "no-store");
    }
  }
}
