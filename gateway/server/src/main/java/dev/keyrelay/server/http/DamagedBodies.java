package dev.keyrelay.server.http;

import dev.keyrelay.engine.dialect.wire.ClientError;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.netty.handler.codec.compression.DecompressionException;
import jakarta.inject.Singleton;

/** Tells a client that its body is not compressed as its {@code Content-Encoding} says. */
@Singleton
final class DamagedBodies implements ExceptionHandler<DecompressionException, HttpResponse<?>> {

  @Override
  @SuppressWarnings("rawtypes") // the interface leaves the type of requests open
  public HttpResponse<?> handle(HttpRequest request, DecompressionException damage) {
    return Responses.error(
        Surface.of(request).dialect(),
        ClientError.of(
            400, "request body: " + damage.getMessage() + " (expected: as content-encoding says)"));
  }
}
