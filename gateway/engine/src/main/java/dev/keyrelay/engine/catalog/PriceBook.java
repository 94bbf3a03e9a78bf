package dev.keyrelay.engine.catalog;

import dev.keyrelay.engine.config.OwnPrice;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The catalogue in force, and what the tokens of usage cost by it. The ledger's costs use prices of
 * the provider itself only: another's price for the same model is no price at all.
 */
public final class PriceBook implements UsagePrices {

  private final Map<String, Map<String, OwnPrice>> own;
  private volatile Catalogue catalogue;

  public PriceBook(Catalogue catalogue) {
    this(catalogue, Map.of());
  }

  /**
   * A book in which the user's word counts more than the catalogue's.
   *
   * @param own by provider and folded name of the model
   */
  public PriceBook(Catalogue catalogue, Map<String, Map<String, OwnPrice>> own) {
    this.catalogue = catalogue;
    this.own = Map.copyOf(own);
  }

  /** Puts another catalogue in force. */
  public void replace(Catalogue newer) {
    catalogue = newer;
  }

  /** The catalogue in force. */
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public OptionalDouble cost(String provider, String model, TokenUsage usage, Instant at) {
    Optional<Price> price = price(provider, model);
    return price.isPresent()
        ? OptionalDouble.of(price.get().of(usage, at))
        : OptionalDouble.empty();
  }

  /** Whether the user says what a model costs. */
  public boolean isOwn(String provider, String model) {
    return own.getOrDefault(provider, Map.of()).containsKey(VariableNames.folded(model));
  }

  /** What the user says, else the provider's own price for a model, if it is known. */
  public Optional<Price> price(String provider, String model) {
    var known = catalogue.own(provider, model).flatMap(found -> found.facts().price());
    var said = own.get(provider);
    if (said == null) {
      return known;
    }
    var price = said.get(VariableNames.folded(model));
    return price == null ? known : merged(price, known);
  }

  /**
   * Without both input and output there is no price. What the user says holds for prompts of any
   * length, at any hour.
   */
  private static Optional<Price> merged(OwnPrice own, Optional<Price> known) {
    var usual = known.map(Price::usual);
    var input = first(own.input(), usual.map(Tariff::input));
    var output = first(own.output(), usual.map(Tariff::output));
    return input.isEmpty() || output.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Price.of(
                new Tariff(
                    input.get(),
                    output.get(),
                    own.cacheRead().isPresent() ? own.cacheRead() : kind(usual, Tariff::cacheRead),
                    own.cacheWrite().isPresent()
                        ? own.cacheWrite()
                        : kind(usual, Tariff::cacheWrite))));
  }

  private static Optional<Double> first(OptionalDouble own, Optional<Double> known) {
    return own.isPresent() ? Optional.of(own.getAsDouble()) : known;
  }

  private static OptionalDouble kind(
      Optional<Tariff> known, Function<Tariff, OptionalDouble> kind) {
    return known.map(kind).orElse(OptionalDouble.empty());
  }
}
