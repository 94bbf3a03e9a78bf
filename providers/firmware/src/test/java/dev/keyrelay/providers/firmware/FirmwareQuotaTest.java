package dev.keyrelay.providers.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirmwareQuotaTest {

  @Test
  void readsWhatIsLeftOfTheWindow() throws Exception {
    var reading = read("{\"used\":0.25,\"reset\":\"2026-01-20T15:00:00Z\"}");
    assertThat(reading.remainingFraction()).hasValue(0.75);
    assertThat(reading.resetsAt()).hasValue(Instant.parse("2026-01-20T15:00:00Z"));
    assertThat(reading.exhausted()).isFalse();
  }

  @Test
  void anIdleAccountHasNoReset() throws Exception {
    assertThat(read("{\"used\":0,\"reset\":null}").resetsAt()).isEmpty();
  }

  @Test
  void aSpentWindowHoldsBackEveryModel() throws Exception {
    var reading = read("{\"used\":1,\"reset\":\"2026-01-20T15:00:00Z\"}");
    assertThat(reading.exhausted()).isTrue();
    try (var provider = provider(new ScriptedHttp())) {
      assertThat(provider.profile().quotaGroup("any/model")).hasValue(reading.subject());
    }
  }

  private static QuotaReading read(String answer) throws Exception {
    try (var provider = provider(new ScriptedHttp().answer(200, answer))) {
      var key = new Credential.ApiKey("k", Secret.of("key"));
      return provider.quotaReadings().orElseThrow().read(key).getFirst();
    }
  }

  private static Provider provider(ScriptedHttp http) {
    return new FirmwareFactory().create(TestContext.of("firmware", Map.of(), http));
  }
}
