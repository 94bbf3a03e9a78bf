package dev.keyrelay.engine.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:11434/v1",
        "http://127.0.0.1:8080",
        "http://127.3.2.1/",
        "http://[::1]:1/",
        "https://LOCALHOST/",
      })
  void thisMachineIsCalledDirectly(String address) {
    var rules = ProxyRules.of(Map.of("HTTP_PROXY", "p:1", "HTTPS_PROXY", "p:1")).orElseThrow();
    assertThat(rules.to(URI.create(address))).isEmpty();
    assertThat(rules.to(URI.create("http://127.0.0.1.example/"))).isPresent();
    assertThat(rules.to(URI.create("http://10.0.0.1/"))).isPresent();
  }

  @Test
  void aProxyOfAnotherKindIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProxyRules.of(Map.of("HTTPS_PROXY", "socks5://proxy:1080")))
        .withMessageContaining("HTTPS_PROXY")
        .withMessageContaining("http://host:port");
  }
}
