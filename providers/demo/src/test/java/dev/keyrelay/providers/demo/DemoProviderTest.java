package dev.keyrelay.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.net.ConnectException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoProviderTest {

  private static final Credential NOBODY = new Credential.Anonymous("nobody");

  private final PlainSideHttp http = new PlainSideHttp();
  private final TestContext context = TestContext.of("demo", Map.of(), http);

  @Test
  void itStandsInAndNeedsNoCredential() {
    assertThat(new DemoProviderFactory().services())
        .singleElement()
        .satisfies(
            service -> {
              assertThat(service.standIn()).isTrue();
              assertThat(service.need()).isEqualTo(CredentialNeed.OPTIONAL);
              assertThat(service.variablePrefixes()).containsExactly("DEMO");
            });
  }

  @Test
  void aPreparedCallIsAnswered() throws Exception {
    try (var provider = new DemoProviderFactory().create(context)) {
      var answer = http.send(provider.prepare(call(), NOBODY));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(JsonBody.MAPPER.readTree(answer.body()).at("/choices/0/message/content").asText())
          .contains("no model was asked", "good day");
    }
  }

  @Test
  void itsModelsAreListed() throws Exception {
    try (var provider = new DemoProviderFactory().create(context)) {
      assertThat(provider.modelListing().orElseThrow().list(NOBODY))
          .extracting(ModelInfo::id)
          .contains("echo", "broken-stream", "embedding");
    }
  }

  @Test
  void theUpstreamEndsWithTheProvider() {
    var provider = new DemoProviderFactory().create(context);
    var request = provider.prepare(call(), NOBODY);
    provider.close();
    assertThatThrownBy(() -> http.send(request)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aClosedProviderStartsNoUpstream() {
    var provider = new DemoProviderFactory().create(context);
    provider.close();
    assertThatThrownBy(() -> provider.prepare(call(), NOBODY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static UpstreamCall call() {
    var body = JsonBody.MAPPER.createObjectNode().put("model", "echo");
    body.putArray("messages").addObject().put("role", "user").put("content", "good day");
    return new UpstreamCall(
        Operation.GENERATE, Dialect.OPENAI_CHAT, "echo", false, JsonBody.of(body), Headers.NONE);
  }
}
