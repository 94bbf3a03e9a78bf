package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code HTTP_PROXY} does to the calls of a gateway. */
class ProxyVariablesTest {

  private static final String CHAT =
      "{\"model\":\"openai/gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @TempDir private Path folder;

  @Test
  void callsToOtherMachinesGoThroughTheProxy() throws Exception {
    try (var proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var asked = new CompletableFuture<String>();
      Thread.ofVirtual().start(() -> refuse(proxy, asked));
      var variables =
          Map.of(
              "HTTP_PROXY",
              "http://127.0.0.1:" + proxy.getLocalPort(),
              "OPENAI_API_BASE",
              "http://far.invalid/v1");
      try (var gateway = new TestGateway(folder, variables)) {
        assertThat(gateway.post("/v1/chat/completions", CHAT).statusCode()).isEqualTo(502);
      }
      assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo("CONNECT far.invalid:80 HTTP/1.1");
    }
  }

  @Test
  void thisMachineIsCalledWithoutIt() throws Exception {
    try (var gateway = new TestGateway(folder, Map.of("HTTP_PROXY", "http://proxy.invalid:1"))) {
      assertThat(gateway.post("/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatIsNoHttpProxysIsTold() throws Exception {
    var variables = Map.of("HTTPS_PROXY", "socks5://proxy.invalid:1");
    try (var gateway = new TestGateway(folder, variables)) {
      assertThat(gateway.gateway.engine().configuration().settings().findings().all())
          .anySatisfy(finding -> assertThat(finding.toString()).contains("http://host:port"));
    }
  }

  /** Takes note of what is asked first, and refuses everything. */
  private static void refuse(ServerSocket proxy, CompletableFuture<String> asked) {
    while (!proxy.isClosed()) {
      try (var socket = proxy.accept()) {
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        asked.complete(in.readLine());
        for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
          line = in.readLine();
        }
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The test is over, or the gateway gave up.
      }
    }
  }
}
