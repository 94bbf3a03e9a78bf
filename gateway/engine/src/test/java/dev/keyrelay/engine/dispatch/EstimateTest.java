package dev.keyrelay.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EstimateTest {

  private static long tokens(String json) {
    return UsageEstimate.tokens(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void valuesCountAndNamesDoNot() {
    assertThat(tokens("{\"content\" : \"12345678\"}")).isEqualTo(2);
    assertThat(tokens("{\"content\":[\"1234\",\"5678\"],\"n\":17}")).isEqualTo(2);
    assertThat(tokens("")).isZero();
  }

  @Test
  void escapedQuotesEndNoText() {
    assertThat(tokens("{\"a\":\"x\\\"y\\\\\"}")).isEqualTo(2);
  }

  @Test
  void anEncodedFileCountsWhateverItsSize() {
    String image = "data:image/png;base64," + "A".repeat(400_000);
    assertThat(tokens("{\"url\":\"" + image + "\"}")).isEqualTo(UsageEstimate.FILE);
    assertThat(tokens("{\"text\":\"" + "word ".repeat(4_000) + "\"}")).isEqualTo(5_000);
  }

  @Test
  void aTextThatIsCutShortIsNoReasonToFail() {
    assertThat(tokens("{\"a\":\"1234\",\"b\":\"56")).isEqualTo(1);
    assertThat(tokens("{\"a\":\"\\")).isZero();
  }
}
