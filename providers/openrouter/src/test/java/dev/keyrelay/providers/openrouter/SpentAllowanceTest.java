package dev.keyrelay.providers.openrouter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.kit.RecordedFailure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What errors tell of the allowance of models without a price. */
class SpentAllowanceTest {

  @Test
  void anErrorThatTheDayIsSpentTellsItsLimitAndNoOtherDoes() throws Exception {
    for (var recorded : RecordedFailure.of(getClass())) {
      var readings = OpenRouterFailures.readings(recorded.failure(), "vendor/model:free");
      if (recorded.name().contains("per-day")) {
        var end = RecordedFailure.AT.plus(Duration.ofHours(24));
        assertThat(readings)
            .containsExactly(
                QuotaReading.spent(OpenRouterProvider.FREE, "daily", 50, Optional.of(end)));
      } else {
        assertThat(readings).as(recorded.name()).isEmpty();
      }
      assertThat(OpenRouterFailures.readings(recorded.failure(), "vendor/model")).isEmpty();
    }
  }
}
