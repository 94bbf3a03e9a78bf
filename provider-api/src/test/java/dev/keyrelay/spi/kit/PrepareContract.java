package dev.keyrelay.spi.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for the requests that a provider prepares. */
interface PrepareContract {

  Specimen specimen();

  @TestFactory
  default Stream<DynamicTest> preparesWhatItsProfileOffers() {
    var provider = specimen().provider(new ScriptedHttp());
    return SampleCalls.of(provider.profile(), specimen().model()).stream()
        .map(call -> DynamicTest.dynamicTest(name(call), () -> prepares(call)));
  }

  private static String name(UpstreamCall call) {
    return call.operation() + " " + call.dialect() + (call.stream() ? " streamed" : "");
  }

  private void prepares(UpstreamCall call) {
    var http = new ScriptedHttp();
    byte[] before = call.body().bytes().clone();
    try (var provider = specimen().provider(http)) {
      var request = provider.prepare(call, specimen().credential());

      assertThat(provider.prepare(call, specimen().credential()))
          .as("the same call gives the same request")
          .isEqualTo(request);
      assertThat(call.body().bytes()).as("the call is unchanged").isEqualTo(before);
      assertThat(http.requests()).as("no I/O").isEmpty();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.uri().isAbsolute()).isTrue();
      assertThat(request.uri().getScheme()).isIn("http", "https");
      assertThat(request.headers().first("Content-Type")).hasValue("application/json");
      assertThat(request.body().isEmpty()).isFalse();
      secretIsInHeadersAlone(request);
    }
  }

  private void secretIsInHeadersAlone(UpstreamRequest request) {
    String secret = specimen().secret();
    assertThat(request.uri().toString()).doesNotContain(secret);
    assertThat(new String(request.body().bytes(), StandardCharsets.UTF_8)).doesNotContain(secret);
    assertThat(request.toString()).doesNotContain(secret);
    if (specimen().credential() instanceof Credential.Anonymous) {
      return;
    }
    assertThat(request.headers().map().values().stream().flatMap(java.util.List::stream))
        .as("a header carries the credential")
        .anyMatch(value -> value.contains(secret));
  }

  @TestFactory
  default Stream<DynamicTest> callsWithoutCredentialWhereNoneIsNeeded() {
    return specimen().factory().services().stream()
        .filter(service -> service.need() == CredentialNeed.OPTIONAL)
        .map(
            service -> DynamicTest.dynamicTest(service.id(), () -> callsAnonymously(service.id())));
  }

  private void callsAnonymously(String service) {
    try (var provider = specimen().provider(service, new ScriptedHttp())) {
      var call = SampleCalls.of(provider.profile(), specimen().model()).getFirst();
      var request = provider.prepare(call, new Credential.Anonymous("none"));
      assertThat(request.headers().first("Authorization")).isEmpty();
    }
  }

  @Test
  default void requestsGoToTheBaseThatTheUserSets() {
    String base = "http://127.0.0.1:9/elsewhere";
    if (specimen().has(Ability.BASE_OVERRIDE)) {
      try (var provider = specimen().provider(new ScriptedHttp(), base + "/")) {
        assertThat(SampleCalls.of(provider.profile(), specimen().model()))
            .allSatisfy(
                call ->
                    assertThat(provider.prepare(call, specimen().credential()).uri().toString())
                        .startsWith(base + "/")
                        .doesNotContain("elsewhere//"));
      }
    } else {
      try (var standard = specimen().provider(new ScriptedHttp());
          var overridden = specimen().provider(new ScriptedHttp(), base)) {
        var call = SampleCalls.of(standard.profile(), specimen().model()).getFirst();
        assertThat(overridden.prepare(call, specimen().credential()).uri())
            .isEqualTo(standard.prepare(call, specimen().credential()).uri());
      }
    }
  }
}
