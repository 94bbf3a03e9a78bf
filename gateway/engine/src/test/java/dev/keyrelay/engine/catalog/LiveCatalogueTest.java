package dev.keyrelay.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.OwnPrice;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.SideHttp.Answer;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.kit.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveCatalogueTest {

  private static final java.time.LocalDate TODAY = java.time.LocalDate.parse("2026-11-22");
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  private static final URI ADDRESS = URI.create("http://127.0.0.1:1/list");
  private static final TokenUsage MILLION = TokenUsage.of(1_000_000, 0);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final PriceBook book = new PriceBook(Catalogue.EMPTY);
  private final List<UpstreamRequest> asked = new ArrayList<>();
  private Answer answer = new Answer(503, Headers.NONE, new byte[0]);
  private final SideHttp http =
      request -> {
        asked.add(request);
        return answer;
      };

  private LiveCatalogue loaded() {
    var catalogue = new LiveCatalogue(book, folder.resolve("catalogue"), clock);
    catalogue.load();
    return catalogue;
  }

  private void list(String json) {
    answer = new Answer(200, Headers.of("ETag", "\"one\""), json.getBytes(StandardCharsets.UTF_8));
  }

  private static String priced(double input) {
    return "{\"acme\":{\"models\":{\"m\":{\"id\":\"m\",\"cost\":{\"input\":"
        + input
        + ",\"output\":1}}}}}";
  }

  private boolean fetch(LiveCatalogue catalogue) throws Exception {
    return catalogue.fetch(PublicList.MODELS_DEV, ADDRESS, http);
  }

  @Test
  void whatIsFetchedIsInForceAndOutlivesARestart() throws Exception {
    var catalogue = loaded();
    int builtIn = book.catalogue().size();
    assertThat(catalogue.refreshedAt()).isEmpty();
    list(priced(2));
    assertThat(fetch(catalogue)).isTrue();
    assertThat(book.cost("acme", "m", MILLION, NOW)).hasValue(2);
    assertThat(book.catalogue().size()).isEqualTo(builtIn + 1);
    assertThat(catalogue.size(PublicList.MODELS_DEV)).isEqualTo(1);

    book.replace(Catalogue.EMPTY);
    var again = loaded();
    assertThat(book.cost("acme", "m", MILLION, NOW)).hasValue(2);
    assertThat(again.refreshedAt()).contains(clock.instant());
  }

  @Test
  void aListThatIsAsItWasIsNotFetchedAgain() throws Exception {
    var catalogue = loaded();
    list(priced(2));
    fetch(catalogue);
    clock.advance(Duration.ofHours(6));
    answer = new Answer(304, Headers.NONE, new byte[0]);
    assertThat(fetch(catalogue)).isFalse();
    assertThat(asked.getLast().headers().first("If-None-Match")).contains("\"one\"");
    assertThat(catalogue.refreshedAt()).contains(clock.instant());
    assertThat(book.cost("acme", "m", MILLION, NOW)).hasValue(2);
  }

  @Test
  void whatIsNoListLeavesWhatWasKnown() throws Exception {
    var catalogue = loaded();
    list(priced(2));
    fetch(catalogue);
    for (String nonsense : List.of("<html>", "{}", "[]", "")) {
      list(nonsense);
      assertThatThrownBy(() -> fetch(catalogue)).isInstanceOf(IOException.class);
    }
    answer = new Answer(500, Headers.NONE, new byte[0]);
    assertThatThrownBy(() -> fetch(catalogue)).hasMessageContaining("status 500 (expected: 200)");
    assertThat(book.cost("acme", "m", MILLION, NOW)).hasValue(2);
    loaded();
    assertThat(book.cost("acme", "m", MILLION, NOW)).hasValue(2);
  }

  @Test
  void aKeptFileThatIsDamagedIsNoReasonToFail() throws Exception {
    Files.createDirectories(folder.resolve("catalogue"));
    Files.writeString(folder.resolve("catalogue/modelsdev.list"), "{\"at\":1}\nnot json");
    loaded();
    assertThat(book.catalogue().size()).isGreaterThan(500);
  }

  @Test
  void aNewerFactWithoutAPriceLeavesTheKnownOne() throws Exception {
    var catalogue = loaded();
    double before = book.price("openai", "gpt-4o").orElseThrow().usual().input();
    list("{\"openai\":{\"models\":{\"gpt-4o\":{\"id\":\"gpt-4o\",\"name\":\"Four\"}}}}");
    fetch(catalogue);
    assertThat(book.price("openai", "gpt-4o").orElseThrow().usual().input()).isEqualTo(before);
    assertThat(book.catalogue().own("openai", "gpt-4o").orElseThrow().facts().name())
        .contains("Four");
  }

  @Test
  void theUsersPriceCountsMoreAndTheRestStays() {
    var findings = new Findings();
    var variables =
        Map.of(
            "MODEL_PRICE_OPENAI_GPT_4O_INPUT", "7",
            "MODEL_PRICE_OPENAI_MINE_V1_5_INPUT", "1",
            "MODEL_PRICE_OPENAI_MINE_V1_5_OUTPUT", "0",
            "MODEL_PRICE_OPENAI_HALF_INPUT", "1",
            "MODEL_PRICE_OPENAI_GPT_4O", "1",
            "MODEL_PRICE_OPENAI_GPT_4O_OUTPUT", "cheap");
    var names = new VariableNames(List.of(ServiceDescription.of("openai")));
    var own = OwnPrice.read(new Settings(Environment.of(variables), findings), names);
    var prices = new PriceBook(CatalogueReader.builtIn(TODAY), own);
    var known =
        new PriceBook(CatalogueReader.builtIn(TODAY))
            .price("openai", "gpt-4o")
            .orElseThrow()
            .usual();
    var price = prices.price("openai", "gpt-4o").orElseThrow();
    assertThat(price)
        .isEqualTo(Price.of(new Tariff(7, known.output(), known.cacheRead(), known.cacheWrite())));
    assertThat(prices.cost("openai", "mine-v1.5", MILLION, NOW)).hasValue(1);
    assertThat(prices.price("openai", "half")).isEqualTo(Optional.empty());
    assertThat(findings.all())
        .extracting(finding -> finding.subject())
        .containsExactlyInAnyOrder("MODEL_PRICE_OPENAI_GPT_4O", "MODEL_PRICE_OPENAI_GPT_4O_OUTPUT");
  }
}
