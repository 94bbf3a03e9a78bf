package dev.keyrelay.providers.nanogpt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubscriptionUsageTest {

  static final String OLD =
      "{\"active\":true,\"state\":\"active\",\"enforceDailyLimit\":false,"
          + "\"limits\":{\"daily\":2000,\"monthly\":60000},"
          + "\"daily\":{\"used\":2000,\"remaining\":0,\"percentUsed\":1,\"resetAt\":1767312000000},"
          + "\"monthly\":{\"used\":15000,\"remaining\":45000,\"percentUsed\":0.25,\"resetAt\":1769904000000}}";

  private static final String NEW =
      "{\"active\":true,\"state\":\"grace\",\"limits\":{\"weeklyInputTokens\":60000000,\"dailyImages\":null},"
          + "\"weeklyInputTokens\":{\"used\":60000000,\"percentUsed\":1,\"resetAt\":1767312000000},"
          + "\"dailyImages\":{\"used\":0,\"remaining\":100,\"percentUsed\":0},"
          + "\"period\":{\"currentPeriodEnd\":\"2026-02-01T00:00:00Z\"}}";

  @Test
  void readsTheBucketsOfRequests() throws Exception {
    var readings = read(OLD);
    assertThat(readings).extracting(QuotaReading::subject).containsExactly("daily", "monthly");
    assertThat(readings).extracting(QuotaReading::exhausted).containsExactly(false, false);
    var monthly = readings.get(1);
    assertThat(monthly.limit()).hasValue(60_000);
    assertThat(monthly.used()).hasValue(15_000);
    assertThat(monthly.remainingFraction()).hasValue(0.75);
    assertThat(monthly.resetsAt()).hasValue(Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(monthly.tier()).hasValue("subscription-active");
  }

  @Test
  void readsTheBucketsOfTokens() throws Exception {
    var readings = read(NEW);
    assertThat(readings)
        .extracting(QuotaReading::subject)
        .containsExactly("weeklyInputTokens", "dailyImages");
    assertThat(readings).extracting(QuotaReading::exhausted).containsExactly(true, false);
    assertThat(readings.get(1).limit()).isEmpty();
    assertThat(readings.get(1).tier()).hasValue("subscription-grace");
  }

  @Test
  void anExhaustedSubscriptionHoldsBackNoModelThatIsPaidByUse() {
    try (var provider =
        new NanoGptFactory().create(TestContext.of("nanogpt", Map.of(), new ScriptedHttp()))) {
      assertThat(provider.profile().quotaGroup("gpt-4o")).isEmpty();
    }
  }

  private static List<QuotaReading> read(String answer) throws Exception {
    var http = new ScriptedHttp().answer(200, answer);
    try (var provider = new NanoGptFactory().create(TestContext.of("nanogpt", Map.of(), http))) {
      var key = new Credential.ApiKey("k", Secret.of("key"));
      var readings = provider.quotaReadings().orElseThrow().read(key);
      assertThat(http.requests().getFirst().uri())
          .hasToString("https://nano-gpt.com/api/subscription/v1/usage");
      return readings;
    }
  }
}
