package dev.keyrelay.server.http;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.server.http.Calls.StreamForm;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Gemini's methods of a model. The model and the method are in the path. */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class GeminiController {

  private final Calls calls;
  private final TokenCounts counts;

  GeminiController(Calls calls, TokenCounts counts) {
    this.calls = calls;
    this.counts = counts;
  }

  /**
   * Calls a method.
   *
   * @param call {@code provider/model:method}; a model's name may have slashes and colons itself.
   *     The AI SDK leaves {@code models/} out before a name with a slash.
   */
  @Post(uris = {"/v1beta/models/{+call}", "/v1/models/{+call}", "/v1beta/{+call}"})
  HttpResponse<?> call(HttpRequest<?> request, String call, @Body byte[] bytes)
      throws GatewayException {
    int colon = call.lastIndexOf(':');
    String model = colon < 0 ? call : call.substring(0, colon);
    String method = colon < 0 ? "" : call.substring(colon + 1);
    var body = JsonRequests.read(request, bytes);
    return switch (method) {
      case "generateContent" ->
          calls.answer(request, Operation.GENERATE, Dialect.GEMINI, model, false, body);
      case "streamGenerateContent" ->
          calls.answer(
              request, Operation.GENERATE, Dialect.GEMINI, model, true, body, form(request));
      case "countTokens" -> counts.count(request, Dialect.GEMINI, model, body);
      case "embedContent", "batchEmbedContents" ->
          calls.answer(request, Operation.EMBED, Dialect.GEMINI, model, false, body);
      default ->
          throw new GatewayException(
              ClientError.of(
                  404,
                  "method: \""
                      + method
                      + "\" (expected: generateContent, streamGenerateContent, countTokens,"
                      + " embedContent or batchEmbedContents)"));
    };
  }

  private static StreamForm form(HttpRequest<?> request) {
    return request.getParameters().getFirst("alt").filter("sse"::equals).isPresent()
        ? StreamForm.EVENTS
        : StreamForm.JSON_ARRAY;
  }
}
