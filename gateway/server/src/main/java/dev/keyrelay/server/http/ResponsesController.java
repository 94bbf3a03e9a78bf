package dev.keyrelay.server.http;

import dev.keyrelay.engine.dialect.wire.ClientError;
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

/** OpenAI's responses. The gateway keeps none, so there is none to be had again. */
@Controller("/v1/responses")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ResponsesController {

  private final Calls calls;

  ResponsesController(Calls calls) {
    this.calls = calls;
  }

  @Post
  HttpResponse<?> respond(HttpRequest<?> request, @Body byte[] body) {
    return calls.answer(request, body, Operation.GENERATE, Dialect.OPENAI_RESPONSES);
  }

  /** A websocket is told so before, by {@link WebsocketRefusal}. */
  @Get
  HttpResponse<?> list() {
    return error(405, "GET /v1/responses: another method is expected (POST)")
        .toMutableResponse()
        .header("Allow", "POST");
  }

  @Get("/{+id}")
  HttpResponse<?> stored(String id) {
    return notStored(id);
  }

  @Delete("/{+id}")
  HttpResponse<?> delete(String id) {
    return notStored(id);
  }

  private static HttpResponse<?> notStored(String id) {
    return error(
        404,
        "response: \""
            + id
            + "\" is not here (the gateway stores no responses; send store: false and the whole"
            + " conversation)");
  }

  private static HttpResponse<?> error(int status, String message) {
    return Responses.error(Dialect.OPENAI_RESPONSES, ClientError.of(status, message));
  }
}
