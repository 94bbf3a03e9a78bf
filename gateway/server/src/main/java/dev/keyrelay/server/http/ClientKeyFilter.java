package dev.keyrelay.server.http;

import dev.keyrelay.engine.credential.ClientNames;
import dev.keyrelay.engine.dialect.wire.ClientError;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only clients that present a key: {@code Authorization: Bearer}, {@code x-api-key}, {@code
 * x-goog-api-key} or {@code ?key=}. Decided on the path that is routed.
 */
@ServerFilter("/**")
// After the filter that tells web pages what they may read: they may read that a key is wrong.
@Order(ClientKeyFilter.ORDER)
final class ClientKeyFilter {

  /** That of {@code ServerFilterPhase.SECURITY}. */
  static final int ORDER = 39_000;

  private static final Set<String> OPEN = Set.of("/", "/health");
  private static final String BEARER = "bearer ";
  private static final String CLIENT = "keyrelay.client";

  private final ClientNames names;

  ClientKeyFilter(ClientNames names) {
    this.names = names;
  }

  @RequestFilter
  @Nullable HttpResponse<?> check(HttpRequest<?> request) {
    if (OPEN.contains(request.getPath())) {
      return null;
    }
    var presented = presented(request);
    var client = presented.flatMap(names::of);
    if (client.isPresent()) {
      request.setAttribute(CLIENT, client.get());
      return null;
    }
    String message =
        presented.isPresent()
            ? "the key you presented is not a key of this gateway (expected: PROXY_API_KEY)"
            : "no key presented (expected: Authorization: Bearer <key>, x-api-key or"
                + " x-goog-api-key)";
    return Responses.error(
        Surface.of(request).dialect(), ClientError.of(401, message).withCode("invalid_api_key"));
  }

  private static Optional<String> presented(HttpRequest<?> request) {
    var headers = request.getHeaders();
    return headers
        .getFirst("Authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip())
        .or(() -> headers.getFirst("x-api-key"))
        .or(() -> headers.getFirst("x-goog-api-key"))
        .or(() -> request.getParameters().getFirst("key"))
        .filter(key -> !key.isEmpty());
  }

  /** Tells clients with different keys apart, without telling the keys. */
  static String client(HttpRequest<?> request) {
    return request.getAttribute(CLIENT, String.class).orElse("");
  }
}
