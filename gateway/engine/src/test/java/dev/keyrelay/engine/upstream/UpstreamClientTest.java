package dev.keyrelay.engine.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UpstreamClientTest {

  static final Deadlines PATIENT =
      new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));
  private static final Deadlines HASTY =
      new Deadlines(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(30));

  private final UpstreamClient client = new UpstreamClient(UpstreamOptions.DEFAULT);

  @AfterEach
  void close() {
    client.close();
  }

  static UpstreamRequest request(URI uri) throws Exception {
    return UpstreamRequest.post(
        uri,
        Headers.of("Authorization", "Bearer k"),
        JsonBody.parse("{\"model\":\"m\"}".getBytes(UTF_8)));
  }

  private UpstreamException failure(URI uri, Deadlines deadlines) {
    return failure(client, uri, deadlines);
  }

  /** What becomes of a call whose connection must be made soon. */
  private static UpstreamException failureToConnect(URI uri) {
    var soon = UpstreamOptions.DEFAULT.withConnect(Duration.ofMillis(1500));
    try (var client = new UpstreamClient(soon)) {
      return failure(client, uri, PATIENT);
    }
  }

  private static UpstreamException failure(UpstreamClient client, URI uri, Deadlines deadlines) {
    var failure =
        catchThrowableOfType(
            UpstreamException.class,
            () -> {
              try (var reply = client.send(request(uri), deadlines)) {
                reply.readAll(1_000_000);
              }
            });
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void aCallSendsWhatTheRequestSaysAndBringsTheWholeAnswer() throws Exception {
    try (var upstream = new RawUpstream(c -> c.answer(200, "{\"ok\":1}"));
        var reply = client.send(request(upstream.uri()), PATIENT)) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.isEventStream()).isFalse();
      assertThat(reply.headers().first("x-request-id")).contains("r1");
      assertThat(new String(reply.readAll(100), UTF_8)).isEqualTo("{\"ok\":1}");
      var connection = upstream.connections.getFirst();
      assertThat(connection.lastRequest)
          .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
          .containsIgnoringCase("authorization: Bearer k\r\n")
          .containsIgnoringCase("content-length: 13\r\n")
          .doesNotContainIgnoringCase("accept-encoding");
      assertThat(connection.lastBody).isEqualTo("{\"model\":\"m\"}");
    }
  }

  @Test
  void connectionsAreKeptAndUsedAgain() throws Exception {
    try (var upstream = new RawUpstream(c -> c.answer(200, "{}"))) {
      for (int call = 0; call < 5; call++) {
        try (var reply = client.send(request(upstream.uri()), PATIENT)) {
          reply.readAll(100);
        }
      }

      assertThat(upstream.requests).hasValue(5);
      assertThat(upstream.connections).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void aRedirectIsAnAnswer() throws Exception {
    try (var upstream =
            new RawUpstream(
                c ->
                    c.write(
                        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                            + "Content-Length: 0\r\n\r\n"));
        var reply = client.send(request(upstream.uri()), PATIENT)) {
      assertThat(reply.status()).isEqualTo(302);
      assertThat(reply.readAll(10)).isEmpty();
    }
  }

  @Test
  void aRefusedConnectionFailsAtConnect() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    var failure = failure(URI.create("http://127.0.0.1:" + port + "/x"), PATIENT);

    assertThat(failure.stage()).isEqualTo(Stage.CONNECT);
    assertThat(failure.message()).contains("refused");
  }

  @Test
  void aConnectionThatHangsTimesOutAtConnect() throws Exception {
    var crowd = new ArrayList<Socket>();
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int guest = 0; guest < 4; guest++) {
        var socket = new Socket();
        crowd.add(socket);
        try {
          socket.connect(new InetSocketAddress("127.0.0.1", full.getLocalPort()), 200);
        } catch (java.net.SocketTimeoutException e) {
          break;
        }
      }

      var failure = failureToConnect(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/x"));

      assertThat(failure.stage()).isEqualTo(Stage.CONNECT);
      assertThat(failure.message()).contains("timed out");
    } finally {
      for (var socket : crowd) {
        socket.close();
      }
    }
  }

  @Test
  void anUnknownHostFailsAtConnect() {
    var failure = failure(URI.create("http://nowhere.invalid/x"), PATIENT);

    assertThat(failure.stage()).isEqualTo(Stage.CONNECT);
    assertThat(failure).hasMessageContaining("no address is known of nowhere.invalid");
  }

  @Test
  void aServerThatSpeaksNoTlsFailsAtConnect() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = server.accept()) {
                  socket.getOutputStream().write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(UTF_8));
                  socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  // The client went away.
                }
              });

      var failure =
          failure(URI.create("https://127.0.0.1:" + server.getLocalPort() + "/x"), PATIENT);

      assertThat(failure.stage()).isEqualTo(Stage.CONNECT);
      assertThat(failure).hasMessageContaining("speaks no TLS (expected: https");
    }
  }

  @Test
  void aTlsSessionThatNeverComesTimesOutAtConnect() throws Exception {
    try (var upstream = new RawUpstream(c -> {})) {
      var failure =
          failureToConnect(URI.create("https://127.0.0.1:" + upstream.uri().getPort() + "/x"));

      assertThat(failure.stage()).isEqualTo(Stage.CONNECT);
      assertThat(failure.message()).contains("timed out");
    }
  }

  @Test
  void aResetBeforeTheHeadersFailsWhileWaiting() throws Exception {
    try (var upstream = new RawUpstream(RawUpstream.Connection::reset)) {
      var failure = failure(upstream.uri(), PATIENT);

      assertThat(failure.stage()).isEqualTo(Stage.WAIT);
      assertThat(failure.message()).contains("connection lost");
    }
  }

  @Test
  void silenceBeforeTheHeadersTimesOutAndClosesTheConnection() throws Exception {
    try (var upstream = new RawUpstream(RawUpstream.Connection::awaitClient)) {
      var failure = failure(upstream.uri(), HASTY);

      assertThat(failure.stage()).isEqualTo(Stage.WAIT);
      assertThat(failure.message()).contains("timed out");
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @Test
  void theTotalDeadlineBoundsTheWaitToo() throws Exception {
    try (var upstream = new RawUpstream(RawUpstream.Connection::awaitClient)) {
      var failure =
          failure(
              upstream.uri(), new Deadlines(PATIENT.first(), PATIENT.gap(), Duration.ofSeconds(1)));

      assertThat(failure.end().kind()).isEqualTo(StreamEnd.Kind.OVERTIME);
      assertThat(failure.message()).contains("timed out");
    }
  }

  @Test
  void interruptingTheCallerCancelsUpstream() throws Exception {
    try (var upstream = new RawUpstream(RawUpstream.Connection::awaitClient)) {
      var thrown = new AtomicReference<Throwable>();
      var caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.send(request(upstream.uri()), PATIENT).close();
                    } catch (Throwable e) {
                      thrown.set(e);
                    }
                  });
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> upstream.requests.get() == 1);

      caller.interrupt();

      caller.join(Duration.ofMinutes(1));
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @Test
  void aBodyThatIsCutShortFailsAsABody() throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"cut\":");
              c.socket.close();
            })) {
      assertThat(failure(upstream.uri(), PATIENT).stage()).isEqualTo(Stage.BODY);
    }
  }

  @Test
  void aChunkedBodyThatIsCutShortFailsAsABody() throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              c.chunk("{\"cut\":");
              c.socket.close();
            })) {
      assertThat(failure(upstream.uri(), PATIENT).stage()).isEqualTo(Stage.BODY);
    }
  }

  @Test
  void aBodyThatStallsTimesOut() throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
              c.awaitClient();
            })) {
      var failure = failure(upstream.uri(), HASTY);

      assertThat(failure.stage()).isEqualTo(Stage.WAIT);
      assertThat(failure.message()).contains("timed out");
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @Test
  void aBodyOverTheLimitIsRefusedWhetherAnnouncedOrNot() throws Exception {
    String large = "x".repeat(3_000_000);
    for (RawUpstream.Script script :
        List.<RawUpstream.Script>of(
            c -> c.answer(200, large),
            c ->
                c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .chunk(large)
                    .end())) {
      try (var upstream = new RawUpstream(script)) {
        var failure = failure(upstream.uri(), PATIENT);

        assertThat(failure.stage()).isEqualTo(Stage.BODY);
        assertThat(failure.message()).contains("larger than 1000000 bytes");
        assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
      }
    }
  }

  @Test
  void aBodyIsAskedForItsRoomAsItGrows() throws Exception {
    String large = "x".repeat(3_000_000);
    var sizes = new ArrayList<Long>();
    try (var upstream =
            new RawUpstream(
                c ->
                    c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .chunk(large)
                        .end());
        var reply = client.send(request(upstream.uri()), PATIENT)) {
      assertThat(new String(reply.readAll(sizes::add), UTF_8)).isEqualTo(large);
    }
    assertThat(sizes).isSorted().startsWith(0L).endsWith(3_000_000L).hasSizeGreaterThan(3);
  }

  @Test
  void eventsThatSayNothingAreNotKeptForEver() throws Exception {
    String comment = ": " + "x".repeat(1 << 20) + "\n\n";
    try (var upstream =
            new RawUpstream(
                c -> {
                  c.stream();
                  for (int i = 0; i < 100; i++) {
                    c.chunk(comment);
                  }
                });
        var reply = client.send(request(upstream.uri()), PATIENT)) {
      assertThatExceptionOfType(UpstreamException.class)
          .isThrownBy(() -> reply.events().peek())
          .withMessageContaining("said nothing (expected: at most 16777216");
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @Test
  void theBeginningOfAnErrorIsEnough() throws Exception {
    try (var upstream = new RawUpstream(c -> c.answer(500, "x".repeat(3_000_000)));
        var reply = client.send(request(upstream.uri()), PATIENT)) {
      assertThat(reply.readSome(1000)).hasSize(1000);
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @Test
  void aUriThatCannotBeCalledIsNamed() {
    assertThatExceptionOfType(UpstreamException.class)
        .isThrownBy(() -> client.send(request(URI.create("mailto:x")), PATIENT))
        .withMessageContaining("mailto:x");
  }

  @Test
  void sideCallsBringAnswersOfAnyStatus() throws Exception {
    try (var upstream = new RawUpstream(c -> c.answer(404, "{\"error\":1}"))) {
      var answer =
          new UpstreamSideHttp(client, PATIENT)
              .get(upstream.uri(), Headers.of("Accept", "application/json"));

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.ok()).isFalse();
      assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"error\":1}");
      assertThat(upstream.connections.getFirst().lastRequest).startsWith("GET ");
    }
  }

  @Test
  void aProxyCarriesTheCallUnlessTheHostIsExempt() throws Exception {
    try (var proxy =
        new RawUpstream(c -> c.write("HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n"))) {
      String address = "http://me:word@127.0.0.1:" + proxy.uri().getPort();
      for (var exempt : List.of("", "invalid")) {
        var rules = ProxyRules.of(Map.of("http_proxy", address, "NO_PROXY", exempt));
        try (var proxied = new UpstreamClient(UpstreamOptions.DEFAULT.withProxies(rules))) {
          assertThatThrownBy(
                  () -> proxied.send(request(URI.create("http://far.invalid/x")), PATIENT))
              .isInstanceOf(UpstreamException.class);
        }
        assertThat(proxy.connections).hasSize(1);
      }
      assertThat(proxy.connections.getFirst().lastRequest)
          .startsWith("CONNECT far.invalid:80")
          .containsIgnoringCase("proxy-authorization: Basic bWU6d29yZA==");
    }
  }
}
