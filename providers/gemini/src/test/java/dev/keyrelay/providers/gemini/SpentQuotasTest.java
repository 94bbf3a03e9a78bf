package dev.keyrelay.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.kit.RecordedFailure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What errors tell of quotas. */
class SpentQuotasTest {

  @Test
  void anErrorThatADayIsSpentTellsItsLimitAndNoOtherDoes() throws Exception {
    for (var recorded : RecordedFailure.of(getClass())) {
      var readings = GeminiFailures.readings(recorded.failure(), "gemini-2.5-flash");
      if (recorded.name().contains("per-day")) {
        var midnight = RecordedFailure.AT.plus(Duration.ofHours(8));
        assertThat(readings)
            .containsExactly(
                QuotaReading.spent("gemini-2.5-flash", "daily", 250, Optional.of(midnight)));
      } else {
        assertThat(readings).as(recorded.name()).isEmpty();
      }
    }
  }
}
