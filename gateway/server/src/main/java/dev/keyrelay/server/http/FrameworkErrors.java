package dev.keyrelay.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.server.Application;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Gives errors of the framework (no such route, body too large, …) the shape of their surface. */
@Singleton
@Primary
final class FrameworkErrors implements ErrorResponseProcessor<byte[]> {

  private static final Pattern IN_BRACKETS = Pattern.compile("\\[(\\d+)]");

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    var request = context.getRequest();
    String said =
        context.getErrors().isEmpty()
            ? response.reason()
            : context.getErrors().getFirst().getMessage();
    if (response.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.getCode()
        && said.equals(HttpStatus.REQUEST_ENTITY_TOO_LARGE.getReason())) {
      // What the framework says when it could not read the head; of a body it tells the size.
      response.status(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    int status = response.code();
    var body =
        Dialects.errors(Surface.of(request).dialect())
            .body(ClientError.of(status, message(status, request, response, said)));
    // A request whose head could not be read has met no filter, and has no name yet.
    response.getHeaders().set(RequestId.HEADER, RequestId.of(request));
    try {
      return response
          .body(JsonBody.MAPPER.writeValueAsBytes(body))
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String message(
      int status, HttpRequest<?> request, MutableHttpResponse<?> response, String said) {
    String asked = request.getMethodName() + " " + request.getPath();
    return switch (HttpStatus.valueOf(status)) {
      case NOT_FOUND ->
          asked
              + ": no such route (base URLs: http://host:port/v1 for OpenAI clients,"
              + " http://host:port for Anthropic's and Google's)";
      case METHOD_NOT_ALLOWED ->
          asked
              + ": another method is expected ("
              + response.getHeaders().getFirst("Allow").orElse("see the README")
              + ")";
      case REQUEST_ENTITY_TOO_LARGE -> "request body: too large (" + sizes(said) + ")";
      case REQUEST_HEADER_FIELDS_TOO_LARGE ->
          "request line or headers: too large (expected: at most %d and %d bytes)"
              .formatted(Application.MAX_REQUEST_LINE, Application.MAX_HEADERS);
      default ->
          status >= 500
              ? "the gateway failed; its log says why"
              : said.startsWith("Required Body")
                  ? "request body: empty or cut off (expected: a JSON object)"
                  : said.equals(HttpStatus.BAD_REQUEST.getReason())
                      ? "request line or headers: not HTTP/1.1 (expected: no spaces in the path,"
                          + " one Content-Length or chunks)"
                      : said;
    };
  }

  /** The framework's words hold the size and the limit in brackets. */
  private static String sizes(String said) {
    var numbers = IN_BRACKETS.matcher(said).results().map(found -> found.group(1)).toList();
    return numbers.size() == 2
        ? "%s bytes or more; expected: at most %s, see MAX_BODY_SIZE"
            .formatted(numbers.getFirst(), numbers.getLast())
        : said;
  }
}
