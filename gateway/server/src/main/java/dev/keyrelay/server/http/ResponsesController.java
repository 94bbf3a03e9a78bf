package dev.keyrelay.server.http;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** OpenAI's responses, and those that are kept. */
@Controller("/v1/responses")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ResponsesController {

  private final Calls calls;
  private final TokenCounts counts;
  private final KeptResponses kept;

  ResponsesController(Calls calls, TokenCounts counts, KeptResponses kept) {
    this.calls = calls;
    this.counts = counts;
    this.kept = kept;
  }

  @Post
  HttpResponse<?> respond(HttpRequest<?> request, @Body byte[] body) {
    return calls.answer(request, body, Operation.GENERATE, Dialect.OPENAI_RESPONSES);
  }

  @Post("/input_tokens")
  HttpResponse<?> count(HttpRequest<?> request, @Body byte[] bytes) throws GatewayException {
    var body = JsonRequests.read(request, bytes);
    return counts.count(request, Dialect.OPENAI_RESPONSES, JsonRequests.model(body), body);
  }

  /** A websocket is told so before, by {@link WebsocketRefusal}. */
  @Get
  HttpResponse<?> list() {
    return Responses.error(
            Dialect.OPENAI_RESPONSES,
            ClientError.of(405, "GET /v1/responses: another method is expected (POST)"))
        .toMutableResponse()
        .header("Allow", "POST");
  }

  @Get("/{id}")
  HttpResponse<?> get(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    return kept.get(request, id);
  }

  @Delete("/{id}")
  HttpResponse<?> delete(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    return kept.delete(request, id);
  }

  @Get("/{id}/input_items")
  HttpResponse<?> inputItems(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    return kept.inputItems(request, id);
  }

  @Post("/{id}/cancel")
  HttpResponse<?> cancel(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    return kept.cancel(request, id);
  }
}
