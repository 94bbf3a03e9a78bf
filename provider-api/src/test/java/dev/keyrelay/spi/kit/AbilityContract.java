package dev.keyrelay.spi.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for the optional abilities; one declared as lacking is proved to be absent. */
interface AbilityContract {

  Specimen specimen();

  @Test
  default void hasTheAbilitiesItDeclaresAndNoOthers() {
    try (var provider = specimen().provider(new ScriptedHttp())) {
      for (Ability ability : Ability.values()) {
        if (ability != Ability.BASE_OVERRIDE) {
          assertThat(offers(provider, ability))
              .as(ability.name())
              .isEqualTo(specimen().has(ability));
        }
      }
    }
  }

  private static boolean offers(Provider provider, Ability ability) {
    return switch (ability) {
      case MODEL_LISTING -> provider.modelListing().isPresent();
      case QUOTA_READINGS -> provider.quotaReadings().isPresent();
      case ENROLMENT -> provider.enrolment().isPresent();
      case CREDENTIAL_REFRESH -> provider.credentialRefresh().isPresent();
      case ACCOUNT_PREPARATION -> provider.accountPreparation().isPresent();
      case WIRE_FORMAT -> provider.wireFormat().isPresent();
      case BASE_OVERRIDE -> throw new IllegalArgumentException("BASE_OVERRIDE has no getter");
    };
  }

  @Test
  default void listsModelsOfEveryPage() throws Exception {
    var http = new ScriptedHttp();
    specimen().listing().forEach(page -> http.answer(200, page));
    try (var provider = specimen().provider(http)) {
      var listing = provider.modelListing();
      assertThat(listing.isPresent()).isEqualTo(specimen().has(Ability.MODEL_LISTING));
      if (listing.isPresent()) {
        assertThat(listing.get().list(specimen().credential()))
            .extracting(ModelInfo::id)
            .containsExactlyElementsOf(specimen().listed());
        assertThat(http.requests()).hasSize(specimen().listing().size());
        assertCarriesTheSecretInHeaders(http.requests());
      }
    }
  }

  @Test
  default void aListingThatFailsIsAnIoExceptionThatNamesTheStatus() {
    try (var refused = specimen().provider(new ScriptedHttp().answer(503, "down"));
        var garbled = specimen().provider(new ScriptedHttp().answer(200, "<html>"))) {
      assertThat(refused.modelListing().isPresent())
          .isEqualTo(specimen().has(Ability.MODEL_LISTING));
      refused
          .modelListing()
          .ifPresent(
              listing ->
                  assertThatThrownBy(() -> listing.list(specimen().credential()))
                      .isInstanceOf(IOException.class)
                      .hasMessageContaining("503")
                      .hasMessageNotContaining(specimen().secret()));
      garbled
          .modelListing()
          .ifPresent(
              listing ->
                  assertThatThrownBy(() -> listing.list(specimen().credential()))
                      .isInstanceOf(IOException.class));
    }
  }

  @Test
  default void readsQuota() throws Exception {
    var http = new ScriptedHttp();
    specimen().quota().forEach(answer -> http.answer(200, answer));
    try (var provider = specimen().provider(http)) {
      var readings = provider.quotaReadings();
      assertThat(readings.isPresent())
          .as("quotaReadings() is there, and the specimen is not lacking(QUOTA_READINGS)")
          .isEqualTo(specimen().has(Ability.QUOTA_READINGS));
      if (readings.isPresent()) {
        assertThat(readings.get().read(specimen().credential())).isNotEmpty();
        assertThat(readings.get().interval()).isPositive();
        assertCarriesTheSecretInHeaders(http.requests());
      }
    }
  }

  @Test
  default void aQuotaReadingThatFailsIsAnIoException() {
    for (String answer : List.of("<html>", "null", "[]", "{\"error\":\"x\"}", "")) {
      try (var provider = specimen().provider(new ScriptedHttp().answer(200, answer));
          var refused = specimen().provider(new ScriptedHttp().answer(401, answer))) {
        assertThat(refused.quotaReadings().isPresent())
            .isEqualTo(specimen().has(Ability.QUOTA_READINGS));
        for (var readings :
            java.util.stream.Stream.of(provider, refused)
                .flatMap(p -> p.quotaReadings().stream())
                .toList()) {
          assertThatThrownBy(
                  () -> readings.read(specimen().credential()),
                  "a quota reading of the answer \"%s\" (expected: an IOException)",
                  answer)
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  default void aPastedKeyGoesIntoAVariableOfTheService() {
    try (var provider = specimen().provider(new ScriptedHttp())) {
      assertThat(provider.enrolment().isPresent())
          .as("enrolment() is there, and the specimen is not lacking(ENROLMENT)")
          .isEqualTo(specimen().has(Ability.ENROLMENT));
      var ways = provider.enrolment().map(Enrolment::ways).orElse(List.of());
      assertThat(ways.isEmpty()).isEqualTo(!specimen().has(Ability.ENROLMENT));
      for (Enrolment.Way way : ways) {
        if (way instanceof Enrolment.PasteKey(String variable, var page)) {
          assertThat(specimen().service().variablePrefixes())
              .anyMatch(prefix -> variable.equals(prefix + "_API_KEY"));
          assertThat(page.getScheme()).isEqualTo("https");
        }
      }
    }
  }

  private void assertCarriesTheSecretInHeaders(List<UpstreamRequest> requests) {
    String secret = specimen().secret();
    assertThat(requests)
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.uri().toString()).doesNotContain(secret);
              assertThat(request.headers().map().toString()).contains(secret);
            });
  }
}
