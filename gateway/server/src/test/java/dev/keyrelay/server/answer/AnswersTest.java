package dev.keyrelay.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.credential.ClientNames;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.Script;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.server.Application;
import dev.keyrelay.server.ServerOptions;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswersTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String KEY = "a-client-key-of-tests";
  private static final String EVENTS = "data: 1\n\ndata: 2\n\ndata: [DONE]\n\n";
  private static final byte[] FIRST = "data: 1\n\n".getBytes(UTF_8);
  private static final Script STALLING =
      (_, answer) -> {
        answer.beginEvents();
        answer.chunk(FIRST);
        answer.stall();
      };

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final AnswersTestController.Upstream named =
      new AnswersTestController.Upstream(upstream.uri());
  private final Application server =
      Application.start(
          ServerOptions.defaults().listeningOn("127.0.0.1", 0),
          named,
          new ClientNames(
              new ClientKeys(List.of(Secret.of(KEY)), Optional.empty(), false), _ -> "client"));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    server.close();
    upstream.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.uri() + path)).header("x-api-key", KEY).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** A client that reads only when it is told to. */
  private Socket connect(String path) throws IOException {
    var socket = new Socket("127.0.0.1", server.uri().getPort());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nx-api-key: "
                    + KEY
                    + "\r\nAccept-Encoding: gzip\r\n\r\n")
                .getBytes(UTF_8));
    return socket;
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after: " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  private interface Leaver {
    /** Opens a stream and goes away from it. */
    void leave() throws Exception;
  }

  /** Once in a few times, because a busy machine may stop for a second. */
  private void assertCancelledWithinASecond(Leaver leaver) throws Exception {
    boolean soon = false;
    for (int time = 0; time < 5 && !soon; time++) {
      upstream.forgetRequests();
      leaver.leave();
      long begun = System.nanoTime();
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(PATIENCE)
          .until(() -> upstream.requests().getFirst().clientLeftAt().isPresent());
      soon = System.nanoTime() - begun < Duration.ofSeconds(1).toNanos();
    }
    assertThat(soon).isTrue();
  }

  @Test
  void aCompleteAnswerKeepsItsStatusHeadersAndBytes() throws Exception {
    var answer = get("/complete");

    assertThat(answer.statusCode()).isEqualTo(529);
    assertThat(answer.headers().firstValue("retry-after")).contains("7");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("content-length")).contains("17");
    assertThat(answer.body()).isEqualTo("{\"overloaded\":1 }");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/handed-on", "/pulled"})
  void aStreamArrivesWholeAndLooksLikeOne(String path) throws Exception {
    upstream.on("").answer(Replay.text(EVENTS, 5));

    var answer = get(path);

    assertThat(answer.body()).isEqualTo(EVENTS);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(answer.headers().firstValue("x-accel-buffering")).contains("no");
    assertThat(answer.headers().firstValue("x-request-id")).contains("r1");
    assertThat(named.ends()).containsExactly("COMPLETE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/handed-on", "/pulled"})
  void anEventIsSentAsSoonAsItComes(String path) throws Exception {
    upstream.on("").answer(STALLING);

    try (var socket = connect(path)) {
      assertThat(readUntil(socket.getInputStream(), "data: 1\n\n")).doesNotContain("gzip");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/handed-on", "/pulled"})
  void aClientThatGoesAwayCancelsUpstreamWithinASecond(String path) throws Exception {
    upstream.on("").answer(STALLING);
    assertCancelledWithinASecond(
        () -> {
          try (var socket = connect(path)) {
            readUntil(socket.getInputStream(), "data: 1\n\n");
          }
        });

    Awaitility.await().atMost(PATIENCE).until(() -> !named.ends().isEmpty());
    assertThat(named.ends()).containsOnly("CANCELLED");
  }

  @Test
  void aClientThatGoesAwayBeforeTheFirstByteCancelsUpstreamWithinASecond() throws Exception {
    upstream.on("").answer((_, answer) -> answer.stall());
    assertCancelledWithinASecond(
        () -> {
          try (var socket = connect("/handed-on")) {
            Awaitility.await().atMost(PATIENCE).until(() -> !upstream.requests().isEmpty());
            assertThat(socket.isConnected()).isTrue();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/handed-on", "/pulled"})
  void aQuietStreamIsKeptAliveByComments(String path) throws Exception {
    upstream.on("").answer(STALLING);

    try (var socket = connect(path + "?heartbeat=50")) {
      var in = socket.getInputStream();
      readUntil(in, "data: 1\n\n");
      readUntil(in, ": keep-alive\n\n");
      readUntil(in, ": keep-alive\n\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/handed-on", "/pulled"})
  void aClientThatReadsSlowlyGetsEverything(String path) throws Exception {
    byte[] kilobyte = ("data: " + "x".repeat(1016) + "\n\n").getBytes(UTF_8);
    upstream
        .on("")
        .answer(
            (_, answer) -> {
              answer.beginEvents();
              for (int sent = 0; sent < 30_000; sent++) {
                answer.chunk(kilobyte);
              }
              answer.chunk("data: [DONE]\n\n".getBytes(UTF_8));
              answer.end();
            });
    try (var socket = connect(path)) {
      var in = socket.getInputStream();
      readUntil(in, "\n\n");
      Awaitility.await()
          .during(Duration.ofSeconds(1))
          .atMost(PATIENCE)
          .until(() -> upstream.requests().getFirst().open());

      long bytes = 0;
      var last = new byte[64 * 1024];
      var tail = new StringBuilder();
      while (tail.indexOf("[DONE]") < 0) {
        int read = in.read(last);
        assertThat(read).isPositive();
        bytes += read;
        tail.append(new String(last, 0, read, UTF_8));
        tail.delete(0, Math.max(0, tail.length() - 64));
      }
      assertThat(bytes).isGreaterThan(30_000_000);
    }
  }

  @Test
  void aPulledStreamThatThrowsCutsItsClientOff() throws Exception {
    try (var socket = connect("/throwing")) {
      var in = socket.getInputStream();
      readUntil(in, "data: 1\n\n");
      assertThat(new String(in.readAllBytes(), UTF_8)).doesNotEndWith("0\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/handed-on", "/pulled"})
  void manyStreamsAtOnceArriveWhole(String path) throws Exception {
    int events = 10;
    var chunks =
        IntStream.range(0, events).mapToObj(n -> ("data: " + n + "\n\n").getBytes(UTF_8)).toList();
    String whole =
        IntStream.range(0, events)
            .mapToObj(n -> "data: " + n + "\n\n")
            .collect(Collectors.joining());
    upstream.on("").answer(Replay.chunks(chunks, Duration.ofMillis(20)));
    var bodies = new ConcurrentLinkedQueue<String>();
    List<Thread> clients =
        IntStream.range(0, 100)
            .mapToObj(
                _ ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                bodies.add(get(path).body());
                              } catch (Exception e) {
                                bodies.add(e.toString());
                              }
                            }))
            .toList();
    for (var each : clients) {
      each.join();
    }

    assertThat(bodies).hasSize(100).containsOnly(whole);
    assertThat(named.ends()).hasSize(100).containsOnly("COMPLETE");
  }
}
