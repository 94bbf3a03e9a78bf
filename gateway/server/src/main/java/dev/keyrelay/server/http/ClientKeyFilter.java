package dev.keyrelay.server.http;

import dev.keyrelay.engine.credential.ClientNames;
import dev.keyrelay.engine.dialect.wire.ClientError;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    var client = presented.stream().map(this::name).flatMap(Optional::stream).findFirst();
    if (client.isPresent()) {
      request.setAttribute(CLIENT, client.get());
      return null;
    }
    String message =
        presented.isEmpty()
            ? "no key presented (expected: Authorization: Bearer <key>, x-api-key or"
                + " x-goog-api-key)"
            : "the key you presented is not a key of this gateway (expected: PROXY_API_KEY)";
    return Responses.refusal(
        Surface.of(request).dialect(), ClientError.of(401, message).withCode("invalid_api_key"));
  }

  /** Headers come as Latin-1, whatever the client wrote; keys are mostly written in UTF-8. */
  private Optional<String> name(String presented) {
    var name = names.of(presented);
    return name.isPresent() || presented.chars().allMatch(c -> c < 0x80)
        ? name
        : names.of(
            new String(presented.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  /**
   * Every key that is presented, since some clients send one of another service beside ours, and
   * some reverse proxies put their own into {@code Authorization}.
   */
  private static List<String> presented(HttpRequest<?> request) {
    var headers = request.getHeaders();
    var keys = new ArrayList<String>(1);
    String authorization = headers.get("Authorization");
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      keys.add(authorization.substring(BEARER.length()).strip());
    }
    add(keys, headers.get("x-api-key"));
    add(keys, headers.get("x-goog-api-key"));
    if (keys.isEmpty()) {
      add(keys, request.getParameters().get("key"));
    }
    keys.removeIf(String::isEmpty);
    return keys;
  }

  private static void add(List<String> keys, @Nullable String key) {
    if (key != null) {
      keys.add(key.strip());
    }
  }

  /** Tells clients with different keys apart, without telling the keys. */
  static String client(HttpRequest<?> request) {
    return request.getAttribute(CLIENT, String.class).orElse("");
  }
}
