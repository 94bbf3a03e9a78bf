package dev.keyrelay.server.http;

import dev.keyrelay.engine.dispatch.GatewayException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Tells errors that a controller throws in the shape of the request's surface. */
@Singleton
final class RefusedRequests implements ExceptionHandler<GatewayException, HttpResponse<?>> {

  @Override
  @SuppressWarnings("rawtypes") // the interface leaves the type of requests open
  public HttpResponse<?> handle(HttpRequest request, GatewayException refused) {
    return Responses.error(Surface.of(request).dialect(), refused.error());
  }
}
