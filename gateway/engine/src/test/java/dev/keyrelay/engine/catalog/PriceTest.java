package dev.keyrelay.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keyrelay.engine.config.OwnPrice;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.chat.TokenUsage.Apart;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  private static final long MILLION = 1_000_000;

  private final PriceBook book = new PriceBook(CatalogueReader.builtIn(TODAY));

  private static TokenUsage usage(long uncached, long cached, long written, long output) {
    return new TokenUsage(uncached, cached, written, output, 0, OptionalDouble.empty(), false);
  }

  /** Prices of the makers' pages, per million tokens, read in November 2026. */
  @ParameterizedTest
  @CsvSource({
    // provider, model, tokens of input, US dollars per million of input, and of output
    "gemini, gemini-2.5-pro, 200000, 1.25, 10",
    "gemini, gemini-2.5-pro, 200001, 2.5, 15",
    "gemini, gemini-3.1-pro-preview, 200000, 2, 12",
    "gemini, gemini-3.1-pro-preview, 200001, 4, 18",
    "openai, gpt-5.4, 272000, 2.5, 15",
    "openai, gpt-5.4, 272001, 5, 22.5",
    "openai, gpt-6-sol, 272001, 4, 15",
    "openai, gpt-6.2-astra, 1000, 8, 40",
    "openai, gpt-6.2-sol, 272001, 4, 15",
    "xai, grok-4.6, 200001, 4, 12",
    "deepseek, deepseek-flash, 1000, 0.15, 0.6",
    "anthropic, claude-opus-5-5, 1000, 4, 20",
    "anthropic, claude-haiku-5-5, 100000, 0.1, 0.5",
    "anthropic, claude-haiku-5-5, 100001, 0.5, 2.5",
    "anthropic, claude-opus-4-6, 900000, 5, 25",
  })
  void longPromptsCostWhatTheirMakerSays(
      String provider, String model, long input, double perInput, double perOutput) {
    var used = usage(input, 0, 0, 1000);
    assertThat(book.cost(provider, model, used, NOW).orElseThrow())
        .isEqualTo((input * perInput + 1000 * perOutput) / MILLION, within(1e-9));
  }

  @Test
  void whatACacheReadAndWritesCountsForTheLengthOfAPrompt() {
    assertThat(
            book.cost("anthropic", "claude-haiku-5-5", usage(1, 60_000, 40_000, 0), NOW)
                .orElseThrow())
        .isEqualTo((0.5 + 60_000 * 0.05 + 40_000 * 0.625) / MILLION, within(1e-9));
  }

  @Test
  void anHourInACacheCostsMoreThanFiveMinutes() {
    var used = usage(0, 0, MILLION, 0);
    double plain = book.cost("anthropic", "claude-sonnet-4-5", used, NOW).orElseThrow();
    var half = used.with(new Apart(MILLION / 2, 0, 0, 0));
    assertThat(plain).isEqualTo(3.75, within(1e-9));
    assertThat(book.cost("anthropic", "claude-sonnet-4-5", half, NOW).orElseThrow())
        .isEqualTo((3.75 + 6.00) / 2, within(1e-9));
  }

  @Test
  void anUnknownPriceOfAnHourIsTwiceTheInput() {
    var tariff = new Tariff(3, 15, OptionalDouble.empty(), OptionalDouble.of(3.75));
    var used = usage(0, 0, MILLION, 0).with(new Apart(MILLION, 0, 0, 0));
    assertThat(tariff.of(used)).isEqualTo(6, within(1e-9));
  }

  @Test
  void soundHasItsOwnPriceWhereOneIsKnown() {
    var used = usage(MILLION, 0, 0, MILLION).with(new Apart(0, MILLION / 4, 0, 0));
    assertThat(book.cost("gemini", "gemini-2.5-flash", used, NOW).orElseThrow())
        .isEqualTo(0.75 * 0.30 + 0.25 * 1.00 + 2.50, within(1e-9));
    assertThat(book.cost("anthropic", "claude-sonnet-4-5", used, NOW).orElseThrow())
        .isEqualTo(3 + 15, within(1e-9));
  }

  @Test
  void whatTheUserSaysHoldsForEveryLength() {
    var own =
        new OwnPrice(
            OptionalDouble.of(1),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    var mine =
        new PriceBook(
            CatalogueReader.builtIn(TODAY), Map.of("gemini", Map.of("gemini-2-5-pro", own)));
    assertThat(mine.cost("gemini", "gemini-2.5-pro", usage(MILLION, 0, 0, 0), NOW).orElseThrow())
        .isEqualTo(1, within(1e-9));
  }

  @Test
  void modelsDevTellsTheLengthsOrInItsOlderFormOne() throws Exception {
    var list =
        JsonBody.MAPPER.readTree(
            """
            {"acme": {"models": {
              "new": {"cost": {"input": 1, "output": 2, "cache_read": 0.1, "input_audio": 7,
                "tiers": [
                  {"input": 3, "output": 6, "tier": {"type": "context", "size": 500000}},
                  {"input": 2, "output": 4, "cache_read": 0.2, "tier": {"size": 100000}},
                  {"input": 9, "output": 9, "tier": {}}],
                "context_over_200k": {"input": 3, "output": 6}}},
              "old": {"cost": {"input": 1, "output": 2,
                "context_over_200k": {"input": 5, "output": 6}}}}}}
            """);
    var read = new PriceBook(CatalogueReader.modelsDev(list, TODAY));
    var price = read.price("acme", "new").orElseThrow();
    assertThat(price.longer()).extracting(Price.Longer::above).containsExactly(100_000L, 500_000L);
    assertThat(price.usual().audioInput()).hasValue(7);
    assertThat(read.cost("acme", "new", usage(100_001, 0, 0, 0), NOW).orElseThrow())
        .isEqualTo(0.200002, within(1e-9));
    assertThat(read.cost("acme", "new", usage(500_001, 0, 0, 0), NOW).orElseThrow())
        .isEqualTo(1.500003, within(1e-9));
    assertThat(read.cost("acme", "old", usage(200_000, 0, 0, 0), NOW).orElseThrow())
        .isEqualTo(0.2, within(1e-9));
    assertThat(read.cost("acme", "old", usage(200_001, 0, 0, 0), NOW).orElseThrow())
        .isEqualTo(1.000005, within(1e-9));
  }

  @Test
  void anAnnouncedChangeHoldsFromItsDay() {
    var before = new PriceBook(CatalogueReader.builtIn(LocalDate.parse("2026-11-30")));
    var after = new PriceBook(CatalogueReader.builtIn(LocalDate.parse("2026-12-01")));
    assertThat(before.price("gemini", "gemini-4-argon").orElseThrow().usual().input()).isEqualTo(2);
    assertThat(after.price("gemini", "gemini-4-argon").orElseThrow().usual().input()).isEqualTo(4);
  }

  /** As of the page of prices of November 2026; weekends are off-peak. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-20T00:59:59Z, 1", "2026-11-20T01:00:00Z, 2", "2026-11-20T03:59:59Z, 2",
    "2026-11-20T04:00:00Z, 1", "2026-11-20T06:00:00Z, 2", "2026-11-20T10:00:00Z, 1",
    "2026-11-21T08:00:00Z, 1", "2026-11-22T08:00:00Z, 1", "2026-11-23T08:00:00Z, 2"
  })
  void deepSeekCostsTwiceAsMuchAtItsPeakHours(Instant at, int times) {
    var used = usage(MILLION, MILLION, 0, MILLION);
    assertThat(book.cost("deepseek", "deepseek-v4-pro", used, at).orElseThrow())
        .isEqualTo(times * (0.66 + 0.022 + 1.98), within(1e-9));
  }

  @Test
  void aNewerPriceKeepsTheLengthsAndHoursThatBelongToIt() {
    var tariff = new Tariff(1, 2, OptionalDouble.empty(), OptionalDouble.empty());
    var dearer = new Tariff(2, 4, OptionalDouble.empty(), OptionalDouble.empty());
    var night = new PeakHours(2, Set.of(23));
    var old = new Price(tariff, List.of(new Price.Longer(100, dearer)), Optional.of(night));
    assertThat(Price.of(tariff).over(Optional.of(old))).isEqualTo(old);
    assertThat(Price.of(dearer).over(Optional.of(old))).isEqualTo(Price.of(dearer));
  }
}
