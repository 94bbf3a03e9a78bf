package dev.keyrelay.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;

/** Gives errors of the framework (no such route, body too large, …) the shape of their surface. */
@Singleton
@Primary
final class FrameworkErrors implements ErrorResponseProcessor<byte[]> {

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    var request = context.getRequest();
    int status = response.code();
    String said =
        context.getErrors().isEmpty()
            ? response.reason()
            : context.getErrors().getFirst().getMessage();
    String message =
        switch (HttpStatus.valueOf(status)) {
          case NOT_FOUND -> request.getMethodName() + " " + request.getPath() + ": no such route";
          case METHOD_NOT_ALLOWED ->
              request.getMethodName() + " " + request.getPath() + ": another method is expected";
          case REQUEST_ENTITY_TOO_LARGE -> "request body: too large (" + said + ")";
          default -> status >= 500 ? "the gateway failed; its log says why" : said;
        };
    var body = Dialects.errors(Surface.of(request).dialect()).body(ClientError.of(status, message));
    try {
      return response
          .body(JsonBody.MAPPER.writeValueAsBytes(body))
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
