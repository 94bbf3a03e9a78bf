package dev.keyrelay.providers.chutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChutesQuotaTest {

  @Test
  void readsWhatIsLeftOfTheDay() throws Exception {
    var reading = read("{\"quota\":2000,\"used\":500.5}");
    assertThat(reading.subject()).isEqualTo("chutes_global");
    assertThat(reading.limit()).hasValue(2000);
    assertThat(reading.used()).hasValue(500);
    assertThat(reading.remainingFraction()).hasValue(0.74975);
    assertThat(reading.resetsAt()).hasValue(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(reading.exhausted()).isFalse();
    assertThat(reading.tier()).hasValue("plus");
  }

  @Test
  void aSpentDayIsExhausted() throws Exception {
    assertThat(read("{\"quota\":300,\"used\":301}").exhausted()).isTrue();
  }

  @Test
  void anAccountWithoutAllowancePaysAndIsNotExhausted() throws Exception {
    var reading = read("{\"quota\":0,\"used\":3}");
    assertThat(reading.exhausted()).isFalse();
    assertThat(reading.remainingFraction()).isEmpty();
    assertThat(reading.limit()).isEmpty();
  }

  @Test
  void keysOfAnotherBaseAreNotShownToChutes() {
    var settings = Map.of("API_BASE", "http://127.0.0.1:9/v1");
    try (var provider =
        new ChutesFactory().create(TestContext.of("chutes", settings, new ScriptedHttp()))) {
      assertThat(provider.quotaReadings()).isEmpty();
    }
  }

  private static QuotaReading read(String answer) throws Exception {
    var http = new ScriptedHttp().answer(200, answer);
    try (var provider = new ChutesFactory().create(TestContext.of("chutes", Map.of(), http))) {
      var key = new Credential.ApiKey("k", Secret.of("cpk_1"));
      return provider.quotaReadings().orElseThrow().read(key).getFirst();
    }
  }
}
