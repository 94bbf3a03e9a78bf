package dev.keyrelay.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {

  private static final String KEY = "canary/key+1=";
  private static final Credential CREDENTIAL = new Credential.ApiKey("id", Secret.of(KEY));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host/v1/chat?key=canary%2Fkey%2B1%3D",
        "https://host/v1/chat?key=canary/key+1=&alt=sse",
        "https://host/canary/key+1=/chat",
        "https://canary%2Fkey%2B1%3D@host/v1"
      })
  void aCredentialIsTakenOutOfEveryPartOfARequest(String uri) throws Exception {
    var request =
        new UpstreamRequest(
            "POST",
            URI.create(uri),
            Headers.of("Authorization", "Bearer " + KEY),
            JsonBody.parse("{}".getBytes(StandardCharsets.UTF_8)));

    var told = Redaction.of(request, CREDENTIAL);
    assertThat(told.uri().toString()).doesNotContain("canary").contains("redacted", "host");
    assertThat(told.headers().first("Authorization")).contains("Bearer [redacted]");
  }
}
