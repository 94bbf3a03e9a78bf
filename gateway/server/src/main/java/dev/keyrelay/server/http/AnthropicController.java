package dev.keyrelay.server.http;

import dev.keyrelay.engine.dispatch.GatewayException;
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

/** Anthropic's messages and their token counts. */
@Controller("/v1/messages")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AnthropicController {

  private final Calls calls;
  private final TokenCounts counts;

  AnthropicController(Calls calls, TokenCounts counts) {
    this.calls = calls;
    this.counts = counts;
  }

  @Post
  HttpResponse<?> messages(HttpRequest<?> request, @Body byte[] body) {
    return calls.answer(request, body, Operation.GENERATE, Dialect.ANTHROPIC_MESSAGES);
  }

  @Post("/count_tokens")
  HttpResponse<?> count(HttpRequest<?> request, @Body byte[] bytes) throws GatewayException {
    var body = JsonRequests.read(request, bytes);
    return counts.count(request, Dialect.ANTHROPIC_MESSAGES, JsonRequests.model(body), body);
  }
}
