package dev.keyrelay.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  private static final Catalogue BUILT_IN = CatalogueReader.builtIn(TODAY);
  private static final List<ModelFacts> FACTS = CatalogueReader.builtInFacts(TODAY);

  @Test
  void theBuiltInCatalogueCoversTheProviders() {
    assertThat(BUILT_IN.size()).isGreaterThan(500);
    assertThat(FACTS)
        .extracting(model -> model.id().substring(0, model.id().indexOf('/')))
        .contains("openai", "anthropic", "google", "groq", "mistral", "deepseek", "openrouter");
    assertThat(FACTS.stream().filter(model -> model.price().isPresent()).count())
        .isGreaterThan(400);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-4o, openai/gpt-4o, EXACT",
    "OpenAI, GPT-4o, openai/gpt-4o, EXACT",
    "gemini, gemini-2.5-pro, google/gemini-2.5-pro, ALIAS",
    "gemini_cli, gemini-2.5-flash, google/gemini-2.5-flash, ALIAS",
    "anthropic, claude-opus-4.5, anthropic/claude-opus-4-5, SIMILAR",
    "mine, gpt-4o, openai/gpt-4o, SIMILAR",
    "mine, openai/gpt-4o, openai/gpt-4o, SIMILAR",
    "mine, some/where/gemini-2.5-pro, google/gemini-2.5-pro, SIMILAR"
  })
  void modelsAreFoundByNameAliasAndLikeness(
      String provider, String model, String id, Catalogue.Match match) {
    var found = BUILT_IN.find(provider, model).orElseThrow();
    assertThat(found.facts().id()).isEqualTo(id);
    assertThat(found.match()).isEqualTo(match);
  }

  @Test
  void unknownModelsAreNotFound() {
    assertThat(BUILT_IN.find("openai", "gpt-99-imaginary")).isEmpty();
  }

  @Test
  void everyKindOfTokenHasItsPrice() {
    var book = new PriceBook(BUILT_IN);
    var usage =
        new TokenUsage(
            1_000_000, 1_000_000, 1_000_000, 1_000_000, 0, OptionalDouble.empty(), false);
    assertThat(book.cost("anthropic", "claude-sonnet-4-5", usage, NOW).orElseThrow())
        .isEqualTo(3.00 + 0.30 + 3.75 + 15.00, within(1e-9));
  }

  @Test
  void anotherProvidersPriceIsNoPrice() {
    var book = new PriceBook(BUILT_IN);
    assertThat(book.cost("mine", "gpt-4o", TokenUsage.of(1, 1), NOW)).isEmpty();
    assertThat(book.cost("openai", "gpt-99-imaginary", TokenUsage.of(1, 1), NOW)).isEmpty();
  }

  @Test
  void modelsDevWithoutACostHasNoPrice() throws Exception {
    var catalogue =
        CatalogueReader.modelsDev(
            JsonBody.MAPPER.readTree(
                """
                {"acme": {"id": "acme", "models": {
                  "priced": {"id": "priced", "name": "Priced", "tool_call": true,
                    "cost": {"input": 1.5, "output": 6, "cache_read": 0.15},
                    "limit": {"context": 1000, "output": 100},
                    "modalities": {"input": ["text", "image"], "output": ["text"]}},
                  "free": {"id": "free", "cost": {"input": 0, "output": 0}},
                  "unknown": {"id": "unknown"}}}}
                """),
            TODAY);
    var book = new PriceBook(Catalogue.EMPTY);
    book.replace(BUILT_IN.with(catalogue));
    var million = TokenUsage.of(1_000_000, 1_000_000);
    assertThat(book.cost("acme", "priced", million, NOW)).hasValue(7.5);
    assertThat(book.cost("acme", "free", million, NOW)).hasValue(0);
    assertThat(book.cost("acme", "unknown", million, NOW)).isEmpty();
    var facts = book.catalogue().own("acme", "priced").orElseThrow().facts();
    assertThat(facts.context()).hasValue(1000);
    assertThat(facts.abilities()).containsExactly("tools");
    assertThat(facts.input()).containsExactly("text", "image");
    assertThat(facts.asOf()).isEqualTo(TODAY);
    assertThat(book.catalogue().size()).isEqualTo(BUILT_IN.size() + 3);
  }

  @ParameterizedTest
  @CsvSource({
    "3.0, 15.0, 0.3, 3.75", // as it was
    "2.0, 10.0, 0.3, ", // a cached token still costs less than another
    "0.2, 10.0, , ", // it would cost more
  })
  void aListThatSaysNothingOfCachesTakesNothingAwayThatMayStillHold(
      double input, double output, Double read, Double write) throws Exception {
    var list =
        JsonBody.MAPPER.readTree(
            "{\"anthropic\":{\"models\":{\"claude-sonnet-4-5\":{\"cost\":{\"input\":"
                + input
                + ",\"output\":"
                + output
                + "}}}}}");
    var facts =
        BUILT_IN
            .with(CatalogueReader.modelsDev(list, TODAY))
            .own("anthropic", "claude-sonnet-4-5")
            .orElseThrow()
            .facts();
    assertThat(facts.context()).hasValue(200_000);
    var usual = facts.price().orElseThrow().usual();
    assertThat(usual.input()).isEqualTo(input);
    assertThat(usual.output()).isEqualTo(output);
    assertThat(usual.cacheRead()).isEqualTo(optional(read));
    assertThat(usual.cacheWrite()).isEqualTo(optional(write));
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  @Test
  void everyBuiltInFactIsPlausibleAndHasItsDay() {
    assertThat(FACTS)
        .allSatisfy(
            model -> {
              assertThat(model.asOf()).isBetween(CatalogueReader.BUILT_IN_AS_OF, TODAY);
              model
                  .price()
                  .filter(price -> price.usual().input() > 0)
                  .ifPresent(
                      price -> {
                        isPlausible(model.id(), price.usual());
                        for (var longer : price.longer()) {
                          isPlausible(model.id(), longer.tariff());
                          assertThat(longer.above()).isBetween(1_000L, 2_000_000L);
                          assertThat(longer.tariff().input())
                              .as(model.id())
                              .isGreaterThanOrEqualTo(price.usual().input());
                        }
                      });
            });
    assertThat(BUILT_IN.own("anthropic", "claude-opus-5-5").orElseThrow().facts().asOf())
        .hasToString("2026-10-24");
  }

  private static void isPlausible(String model, Tariff tariff) {
    assertThat(tariff.input()).as(model).isBetween(0.001, 200.0);
    assertThat(tariff.output()).as(model).isBetween(0.0, 700.0);
    tariff
        .cacheRead()
        .ifPresent(usd -> assertThat(usd).as(model).isLessThanOrEqualTo(tariff.input()));
    tariff
        .cacheWriteHour()
        .ifPresent(usd -> assertThat(usd).as(model).isGreaterThan(tariff.cacheWrite().orElse(0)));
  }

  @Test
  void openRouterPricesAreOfATokenAndMayDepend() throws Exception {
    var catalogue =
        CatalogueReader.openRouter(
            JsonBody.MAPPER.readTree(
                """
                {"data": [
                  {"id": "acme/one", "name": "One", "context_length": 1000,
                   "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
                   "pricing": {"prompt": "0.00003", "completion": "0.00015",
                     "input_cache_read": "0.000003", "input_cache_write": "0.0000375",
                     "input_cache_write_1h": "0.00006", "audio": "0.00005",
                     "overrides": [{"min_prompt_tokens": 200000, "prompt": "0.00006"}]},
                   "top_provider": {"max_completion_tokens": 100},
                   "supported_parameters": ["tools", "structured_outputs"]},
                  {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
                  {"no": "id"}]}
                """),
            TODAY);
    var price = catalogue.own("openrouter", "acme/one").orElseThrow().facts().price().orElseThrow();
    assertThat(price.usual().input()).isEqualTo(30, within(1e-9));
    assertThat(price.usual().cacheWrite().orElseThrow()).isEqualTo(37.5, within(1e-9));
    assertThat(price.usual().cacheWriteHour().orElseThrow()).isEqualTo(60, within(1e-9));
    assertThat(price.usual().audioInput().orElseThrow()).isEqualTo(50, within(1e-9));
    var longer = price.tariff(TokenUsage.of(200_000, 1), NOW);
    assertThat(longer.input()).isEqualTo(60, within(1e-9));
    assertThat(longer.output()).isEqualTo(150, within(1e-9));
    assertThat(price.tariff(TokenUsage.of(199_999, 1), NOW)).isEqualTo(price.usual());
    assertThat(catalogue.own("openrouter", "openrouter/auto").orElseThrow().facts().price())
        .isEmpty();
    assertThat(catalogue.size()).isEqualTo(2);
  }
}
