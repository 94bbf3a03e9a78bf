package dev.keyrelay.server.http;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.spi.Dialect;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;

/**
 * Answers 426 to a websocket. Codex tries one first, and falls back to POST at once when told so.
 * The framework itself would say 404.
 */
@ServerFilter("/v1/responses")
@Order(ClientKeyFilter.ORDER + 1)
final class WebsocketRefusal {

  @RequestFilter
  @Nullable HttpResponse<?> refuse(HttpRequest<?> request) {
    return request.getHeaders().getFirst("Upgrade").filter("websocket"::equalsIgnoreCase).isEmpty()
        ? null
        : Responses.error(
            Dialect.OPENAI_RESPONSES,
            ClientError.of(426, "websockets are not offered (expected: POST /v1/responses)"));
  }
}
