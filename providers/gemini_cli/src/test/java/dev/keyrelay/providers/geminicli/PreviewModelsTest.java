package dev.keyrelay.providers.geminicli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewModelsTest {

  private static Provider provider(Map<String, String> settings) {
    return new GeminiCliFactory()
        .create(TestContext.of("gemini_cli", settings, new ScriptedHttp()));
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-3-pro-preview, gemini-2.5-pro",
    "gemini-3.1-pro-preview, gemini-2.5-pro",
    "gemini-3.1-pro-preview-customtools, gemini-2.5-pro",
    "gemini-3-flash-preview, gemini-2.5-flash",
    "gemini-3.1-flash-lite-preview, gemini-2.5-flash-lite"
  })
  void stableModelOfTheSameSizeStandsInForAPreview(String preview, String stable) {
    assertThat(provider(Map.of("PREVIEW_FALLBACK", "true")).standIns(preview))
        .containsExactly(stable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gemini-2.5-pro",
        "gemini-2.5-flash-preview-09-2025",
        "gemini-3-pro-image-preview",
        "gemini-3",
        "gemini-3-preview",
        "gemini-30-preview",
        "gemini-3-pro",
        "preview",
        ""
      })
  void nothingStandsInForAnyOtherModel(String model) {
    assertThat(provider(Map.of("PREVIEW_FALLBACK", "true")).standIns(model)).isEmpty();
  }

  @Test
  void nothingStandsInUnlessTheUserWantsIt() {
    assertThat(provider(Map.of()).standIns("gemini-3-pro-preview")).isEmpty();
    assertThatThrownBy(() -> provider(Map.of("PREVIEW_FALLBACK", "maybe")))
        .hasMessageContaining("PREVIEW_FALLBACK: maybe (expected: true or false)");
  }

  @Test
  void previewsHaveAQuotaGroupOfTheirOwnOnlyIfOthersStandInForThem() {
    var standing = provider(Map.of("PREVIEW_FALLBACK", "on")).profile();
    var plain = provider(Map.of()).profile();
    for (String preview : List.of("gemini-3-pro-preview", "gemini-3.1-pro-preview")) {
      assertThat(plain.quotaGroup(preview)).contains("pro");
      assertThat(standing.quotaGroup(preview)).contains("pro-preview");
    }
    assertThat(plain.quotaGroup("gemini-2.5-pro")).contains("pro");
    assertThat(standing.quotaGroup("gemini-2.5-pro")).contains("pro");
  }
}
