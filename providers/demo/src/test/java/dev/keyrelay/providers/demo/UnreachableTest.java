package dev.keyrelay.providers.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class UnreachableTest {

  @Test
  void aRefusingAddressRefuses() {
    try (var nowhere = Unreachable.refusing()) {
      assertThatThrownBy(() -> connect(nowhere)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aHangingAddressHangs() {
    try (var nowhere = Unreachable.hanging()) {
      assertThatThrownBy(() -> connect(nowhere)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static void connect(Unreachable nowhere) throws Exception {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", nowhere.uri().getPort()), 700);
    }
  }
}
