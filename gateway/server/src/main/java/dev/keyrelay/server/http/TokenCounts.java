package dev.keyrelay.server.http;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dialect.TokenCountAnswers;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Counts the tokens of a conversation: the provider does if it has a counter, else a tokenizer for
 * OpenAI's models, else they are estimated. The header {@value #HEADER} says which.
 */
@Singleton
final class TokenCounts {

  static final String HEADER = "x-keyrelay-token-count";

  private final Engine engine;
  private final Calls calls;
  private final OpenAiTokens tokenizer;

  TokenCounts(Engine engine, Calls calls, OpenAiTokens tokenizer) {
    this.engine = engine;
    this.calls = calls;
    this.tokenizer = tokenizer;
  }

  /**
   * Counts, and answers as the dialect does.
   *
   * @throws GatewayException if the model stands for no target
   */
  HttpResponse<?> count(HttpRequest<?> request, Dialect dialect, String model, JsonBody body)
      throws GatewayException {
    var target = engine.plan(model, Operation.COUNT_TOKENS).targets().getFirst().target();
    return upstream(request, dialect, model, body, target)
        .orElseGet(() -> here(dialect, target.model(), body));
  }

  /** The provider's count; its refusal of the request, too, if that is in the client's dialect. */
  private Optional<HttpResponse<?>> upstream(
      HttpRequest<?> request, Dialect dialect, String model, JsonBody body, Target target)
      throws GatewayException {
    var provider = engine.provider(target.provider()).orElse(null);
    if (provider == null
        || provider.provider().profile().dialects(Operation.COUNT_TOKENS).isEmpty()) {
      return Optional.empty();
    }
    var answer = calls.answer(request, Operation.COUNT_TOKENS, dialect, model, false, body);
    if (answer.code() == 200) {
      return Optional.of(
          answer.toMutableResponse().header(HEADER, TokenCountAnswers.Source.UPSTREAM.word()));
    }
    // A 404 that does not name the model tells that upstream has no counter.
    boolean faulty =
        answer.code() == 400
            || answer.code() == 413
            || (answer.code() == 404 && says(answer, target.model()));
    return faulty && provider.speaks(Operation.COUNT_TOKENS, dialect, target.model())
        ? Optional.of(answer)
        : Optional.empty();
  }

  private static boolean says(HttpResponse<?> answer, String words) {
    return answer
        .getBody(byte[].class)
        .map(body -> new String(body, StandardCharsets.UTF_8).contains(words))
        .orElse(false);
  }

  private HttpResponse<?> here(Dialect dialect, String model, JsonBody body) {
    var reading = ModelReading.of(body.tree());
    var counted = tokenizer.count(model, reading);
    var source =
        counted.isPresent()
            ? TokenCountAnswers.Source.TOKENIZER
            : TokenCountAnswers.Source.ESTIMATE;
    long tokens = counted.orElseGet(() -> TokenEstimate.of(reading));
    return Responses.json(
        200, Headers.of(HEADER, source.word()), TokenCountAnswers.of(dialect, tokens, source));
  }
}
