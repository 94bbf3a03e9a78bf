package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Counts the tokens of a conversation: the provider does if it offers that in the client's dialect,
 * else they are estimated. The header {@value #HEADER} says which: {@code upstream} or {@code
 * estimate}.
 */
@Singleton
final class TokenCounts {

  static final String HEADER = "x-keyrelay-token-count";

  private final Engine engine;
  private final Map<String, ActiveProvider> providers;
  private final Calls calls;

  TokenCounts(Engine engine, Calls calls) {
    this.engine = engine;
    this.providers = engine.providers();
    this.calls = calls;
  }

  /**
   * Counts, and answers as the dialect does.
   *
   * @throws GatewayException if the model stands for no target
   */
  HttpResponse<?> count(HttpRequest<?> request, Dialect dialect, String model, JsonBody body)
      throws GatewayException {
    return offered(dialect, model)
        ? counted(calls.answer(request, Operation.COUNT_TOKENS, dialect, model, false, body))
        : Responses.json(
            200, Headers.of(HEADER, "estimate"), answer(dialect, TokenEstimate.of(body.tree())));
  }

  private boolean offered(Dialect dialect, String model) throws GatewayException {
    var first = engine.plan(model, Operation.COUNT_TOKENS).targets().getFirst().target();
    var provider = providers.get(first.provider());
    return provider != null
        && provider.provider().profile().dialects(Operation.COUNT_TOKENS).contains(dialect);
  }

  private static HttpResponse<?> counted(HttpResponse<?> response) {
    return response.code() == 200
        ? response.toMutableResponse().header(HEADER, "upstream")
        : response;
  }

  private static JsonNode answer(Dialect dialect, long tokens) {
    var json = JsonNodeFactory.instance.objectNode();
    return switch (dialect) {
      case ANTHROPIC_MESSAGES -> json.put("input_tokens", tokens);
      case GEMINI -> json.put("totalTokens", tokens);
      case OPENAI_CHAT -> json.put("token_count", tokens);
      case OPENAI_RESPONSES ->
          json.put("object", "response.input_tokens").put("input_tokens", tokens);
    };
  }
}
