package dev.keyrelay.server.http;

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

/**
 * OpenAI's chat completions, completions and embeddings. Produces anything, because clients that
 * stream accept events alone, and must learn of an error all the same.
 */
@Controller("/v1")
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class OpenAiController {

  private final Calls calls;

  OpenAiController(Calls calls) {
    this.calls = calls;
  }

  @Post("/chat/completions")
  HttpResponse<?> chat(HttpRequest<?> request, @Body byte[] body) {
    return calls.answer(request, body, Operation.GENERATE, Dialect.OPENAI_CHAT);
  }

  @Post("/completions")
  HttpResponse<?> complete(HttpRequest<?> request, @Body byte[] body) {
    return calls.answer(request, body, Operation.COMPLETE, Dialect.OPENAI_CHAT);
  }

  @Post("/embeddings")
  HttpResponse<?> embed(HttpRequest<?> request, @Body byte[] body) {
    return calls.answer(request, body, Operation.EMBED, Dialect.OPENAI_CHAT);
  }
}
