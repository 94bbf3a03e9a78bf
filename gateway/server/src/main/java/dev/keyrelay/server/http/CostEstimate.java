package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.catalog.Price;
import dev.keyrelay.engine.catalog.PriceBook;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What tokens of a model would cost, and how that comes about: the prices that were used, whose
 * they are and of which day. An unknown price is null, never 0.
 */
final class CostEstimate {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String model;
  private final PriceBook book;
  private final Optional<Target> target;
  private final Instant now;

  /** An estimate for {@code provider/model}, or for the target that another name leads to first. */
  CostEstimate(Engine engine, String model) {
    this.model = model;
    this.book = engine.wiring().prices();
    this.now = engine.wiring().clock().instant();
    this.target = named(model).filter(this::isPriced).or(() -> planned(engine, model));
  }

  private static Optional<Target> named(String model) {
    int slash = model.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(new Target(model.substring(0, slash), model.substring(slash + 1)));
  }

  private static Optional<Target> planned(Engine engine, String model) {
    try {
      return Optional.of(engine.plan(model, Operation.GENERATE).targets().getFirst().target());
    } catch (GatewayException unknown) {
      return named(model);
    }
  }

  private boolean isPriced(Target one) {
    return book.price(one.provider(), one.model()).isPresent();
  }

  /**
   * The tokens that a body names. Cache tokens are counted beside the prompt's; those that are kept
   * for an hour, and those of sound, are part of the others.
   */
  static TokenUsage usage(JsonBody body) throws GatewayException {
    return new TokenUsage(
        tokens(body, "prompt_tokens"),
        tokens(body, "cache_read_tokens"),
        tokens(body, "cache_creation_tokens"),
        tokens(body, "completion_tokens"),
        0,
        OptionalDouble.empty(),
        true,
        new TokenUsage.Apart(
            tokens(body, "cache_creation_1h_tokens"),
            tokens(body, "audio_prompt_tokens"),
            tokens(body, "audio_completion_tokens"),
            0));
  }

  private static long tokens(JsonBody body, String field) throws GatewayException {
    var value = body.get(field).filter(node -> !node.isNull());
    if (value.isEmpty()) {
      return 0;
    }
    if (!value.get().canConvertToLong()
        || !value.get().isIntegralNumber()
        || value.get().asLong() < 0) {
      throw JsonRequests.refused(
          field, field + ": " + value.get() + " (expected: a whole number of tokens, 0 or more)");
    }
    return value.get().asLong();
  }

  /** The answer. */
  ObjectNode of(TokenUsage usage) {
    var answer = JSON.objectNode().put("model", model);
    var price = target.flatMap(one -> book.price(one.provider(), one.model()));
    if (price.isEmpty()) {
      answer.putNull("cost").put("currency", "USD").putObject("pricing");
      return answer
          .put("source", "unknown")
          .put("error", "Pricing data not available for this model")
          .put("hint", hint());
    }
    var tariff = price.get().tariff(usage, now);
    answer.put("cost", tariff.of(usage)).put("currency", "USD");
    ModelKnowledge.addPerToken(answer.putObject("pricing"), tariff, "");
    answer.put("source", "model_info_service");
    answer
        .putObject("breakdown")
        .put("prompt", tariff.inputCost(usage))
        .put("cache_read", tariff.cacheReadCost(usage))
        .put("cache_creation", tariff.cacheWriteCost(usage))
        .put("completion", tariff.outputCost(usage));
    price
        .get()
        .beyond(usage.input())
        .map(Price.Longer::above)
        .ifPresent(above -> answer.put("for_prompts_above_tokens", above));
    price.get().peak().ifPresent(peak -> answer.put("at_peak_hours", peak.holds(now)));
    target.ifPresent(one -> addOrigin(answer, one));
    return answer.put(
        "covers", "tokens; calls of the provider's own tools, such as web searches, cost extra");
  }

  private String hint() {
    return "KeyRelay knows no price of "
        + model
        + " (expected: provider/model as /v1/models lists it). Say it with MODEL_PRICE_<PROVIDER>_"
        + "<MODEL>_INPUT and _OUTPUT, in US dollars per million tokens.";
  }

  private void addOrigin(ObjectNode answer, Target one) {
    answer.put("priced_as", one.toString());
    if (book.isOwn(one.provider(), one.model())) {
      answer.put("price_source", "MODEL_PRICE");
      return;
    }
    book.catalogue()
        .own(one.provider(), one.model())
        .ifPresent(
            found ->
                answer
                    .put("price_source", found.facts().source() + ":" + found.facts().id())
                    .put("as_of", found.facts().asOf().toString()));
  }
}
