package dev.keyrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerOptionsTest {

  @Test
  void defaultsListenOnLoopbackOnly() {
    assertThat(ServerOptions.defaults().host()).isEqualTo("127.0.0.1");
    assertThat(ServerOptions.defaults().port()).isEqualTo(8000);
    assertThat(ServerOptions.defaults().loopbackOnly()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,true", "::1,true", "0.0.0.0,false", "::,false", "192.0.2.7,false"})
  void knowsWhichAddressesOthersCanReach(String host, boolean loopback) {
    assertThat(ServerOptions.defaults().listeningOn(host, 1).loopbackOnly()).isEqualTo(loopback);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,127.0.0.1", "::1,[::1]", "[::1],[::1]", "::,[::]", "localhost,localhost"})
  void addressesOfAnyFormMakeOneThatClientsCanUse(String host, String inAddress) {
    var uri = ServerOptions.defaults().listeningOn(host, 0).uri(8123);
    assertThat(uri.getHost()).isEqualTo(inAddress);
    assertThat(uri.getPort()).isEqualTo(8123);
  }

  @Test
  void anImpossiblePortIsNamed() {
    assertThatThrownBy(() -> ServerOptions.defaults().listeningOn("127.0.0.1", 70_000))
        .hasMessageContaining("70000")
        .hasMessageContaining("65535");
  }
}
