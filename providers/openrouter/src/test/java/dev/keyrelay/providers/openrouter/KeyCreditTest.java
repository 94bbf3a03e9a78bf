package dev.keyrelay.providers.openrouter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyCreditTest {

  @Test
  void theFractionIsWhatIsLeftOfTheLimit() throws Exception {
    var reading = read("{'data':{'limit':10,'limit_remaining':2.5,'limit_reset':'monthly'}}");
    assertThat(reading.subject()).isEqualTo("paid");
    assertThat(reading.window()).isEqualTo("monthly");
    assertThat(reading.remainingFraction()).hasValue(0.25);
    assertThat(reading.exhausted()).isFalse();
  }

  @Test
  void aKeyWithoutLimitIsNeverExhausted() throws Exception {
    var reading = read("{'data':{'limit':null,'limit_remaining':null,'usage':7}}");
    assertThat(reading.remainingFraction()).isEmpty();
    assertThat(reading.exhausted()).isFalse();
  }

  @Test
  void aSpentLimitIsExhausted() throws Exception {
    assertThat(read("{'data':{'limit':10,'limit_remaining':-0.1}}").exhausted()).isTrue();
  }

  @Test
  void freeModelsAreNotHeldBackBySpentCredit() {
    try (var provider =
        new OpenRouterFactory()
            .create(TestContext.of("openrouter", Map.of(), new ScriptedHttp()))) {
      assertThat(provider.profile().quotaGroup("a/b:free")).hasValue("free");
      assertThat(provider.profile().quotaGroup("a/b")).hasValue("paid");
    }
  }

  @Test
  void theAllowanceOfFreeModelsIsTold() throws Exception {
    var free =
        readAll(
                "{'data':{'limit':null,'limit_remaining':null,'is_free_tier':true,"
                    + "'free_model_daily_requests':{'used':50,'limit':50,'remaining':0}}}")
            .getLast();
    assertThat(free.subject()).isEqualTo("free");
    assertThat(free.limit()).hasValue(50);
    assertThat(free.used()).hasValue(50);
    assertThat(free.remainingFraction()).hasValue(0);
    assertThat(free.exhausted()).isFalse();
    assertThat(free.resetsAt().orElseThrow().toString()).endsWith("T00:00:00Z");
  }

  private static QuotaReading read(String answer) throws Exception {
    return readAll(answer).getFirst();
  }

  private static List<QuotaReading> readAll(String answer) throws Exception {
    var http = new ScriptedHttp().answer(200, answer.replace('\'', '"'));
    try (var provider =
        new OpenRouterFactory().create(TestContext.of("openrouter", Map.of(), http))) {
      var key = new Credential.ApiKey("k", Secret.of("sk-or-1"));
      return provider.quotaReadings().orElseThrow().read(key);
    }
  }
}
