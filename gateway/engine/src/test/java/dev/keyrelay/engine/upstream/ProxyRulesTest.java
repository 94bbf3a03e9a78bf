package dev.keyrelay.engine.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProxyRulesTest {

  @Test
  void anEnvironmentWithoutProxiesHasNoRules() {
    assertThat(ProxyRules.of(Map.of("NO_PROXY", "localhost"))).isEmpty();
  }

  @Test
  void eachSchemeHasItsProxyAndNamedHostsNeedNone() {
    var rules =
        ProxyRules.of(
                Map.of(
                    "HTTPS_PROXY", "http://proxy.corp:3128",
                    "http_proxy", "other.corp:8080",
                    "NO_PROXY", "localhost, .internal,api.example.com"))
            .orElseThrow();

    assertThat(rules.to(URI.create("https://api.openai.com/v1")).orElseThrow().getHostString())
        .isEqualTo("proxy.corp");
    assertThat(rules.to(URI.create("http://api.openai.com/v1")).orElseThrow().getPort())
        .isEqualTo(8080);
    assertThat(rules.to(URI.create("https://localhost:1/"))).isEmpty();
    assertThat(rules.to(URI.create("https://a.internal/"))).isEmpty();
    assertThat(rules.to(URI.create("https://API.example.com/"))).isEmpty();
    assertThat(rules.to(URI.create("https://notapi.example.com/"))).isPresent();
  }

  @Test
  void aProxyOfAnotherKindIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProxyRules.of(Map.of("HTTPS_PROXY", "socks5://proxy:1080")))
        .withMessageContaining("HTTPS_PROXY")
        .withMessageContaining("http://host:port");
  }
}
