package dev.keyrelay.providers.demo;

import static dev.keyrelay.providers.demo.DemoClient.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedUpstreamTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final DemoClient client = new DemoClient(upstream);

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  @Test
  void aRequestIsRecordedWithAllThatWasSent() throws Exception {
    client.post("/chat/completions?a=b", "{\"model\":\"m\"," + HELLO + "}", "sk-one");
    assertThat(upstream.requests()).hasSize(1);
    ReceivedRequest request = upstream.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/v1/chat/completions");
    assertThat(request.query()).isEqualTo("a=b");
    assertThat(request.key()).hasValue("sk-one");
    assertThat(request.headers().first("content-type")).hasValue("application/json");
    assertThat(request.model()).isEqualTo("m");
    assertThat(request.stream()).isFalse();
    assertThat(request.text()).isEqualTo("{\"model\":\"m\"," + HELLO + "}");
    await().atMost(LONG).until(() -> request.answeredAt().isPresent());
    assertThat(request.clientLeftAt()).isEmpty();
    assertThat(request.toString()).isEqualTo("#0 POST /v1/chat/completions");
  }

  @Test
  void aChunkedRequestBodyIsRead() throws Exception {
    var body =
        HttpRequest.BodyPublishers.ofByteArrays(List.of("{\"a\"".getBytes(), ":1}".getBytes()));
    var request = HttpRequest.newBuilder(upstream.uri()).POST(body).build();
    client.http().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(upstream.requests().getFirst().headers().first("transfer-encoding"))
        .hasValue("chunked");
    assertThat(upstream.requests().getFirst().text()).isEqualTo("{\"a\":1}");
  }

  @Test
  void queuedScriptsGoFirstAndOnlyToPosts() throws Exception {
    upstream.on("/chat/completions").answer(Faults.status(403));
    upstream.next(Faults.status(500), Faults.status(502));
    assertThat(client.get("/models").statusCode()).isEqualTo(200);
    assertThat(client.ask("m").statusCode()).isEqualTo(500);
    assertThat(client.ask("m").statusCode()).isEqualTo(502);
    assertThat(client.ask("m").statusCode()).isEqualTo(403);
    upstream.forget();
    assertThat(client.ask("m").statusCode()).isEqualTo(200);
  }

  @Test
  void theNewestRuleThatMatchesWins() throws Exception {
    upstream.onModel("m").answer(Faults.status(500));
    upstream.onKey("sk-bad").answer(Faults.status(401));
    upstream.on("/embeddings").once(Faults.status(429));
    String body = "{\"model\":\"m\"," + HELLO + "}";
    assertThat(client.post("/chat/completions", body, "sk-bad").statusCode()).isEqualTo(401);
    assertThat(client.post("/chat/completions", body, "sk-good").statusCode()).isEqualTo(500);
    String embed = "{\"model\":\"e\",\"input\":\"x\"}";
    assertThat(client.post("/embeddings", embed, "").statusCode()).isEqualTo(429);
    assertThat(client.post("/embeddings", embed, "").statusCode()).isEqualTo(200);
  }

  @Test
  void rawTrafficIsReplayedByteForByteInTheGivenChunking() throws Exception {
    String recorded = ": hello\n\ndata: {\"ünïcode\":1}\r\n\r\ndata: [DONE]\n\n";
    for (int size : new int[] {1, 7, 1000}) {
      upstream.next(Replay.text(recorded, size));
      assertThat(client.ask("m").body()).isEqualTo(recorded);
    }
    upstream.next(
        Replay.bytes(
            "HTTP/1.1 418 \r\nContent-".getBytes(StandardCharsets.UTF_8),
            "Length: 2\r\nX-A: b\r\n\r\nhi".getBytes(StandardCharsets.UTF_8)));
    var response = client.ask("m");
    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.headers().firstValue("x-a")).hasValue("b");
    assertThat(response.body()).isEqualTo("hi");
  }

  @Test
  void connectionsAreKeptAliveAndCounted() throws Exception {
    for (int i = 0; i < 5; i++) {
      client.ask("m");
    }
    assertThat(upstream.connectionsMade()).isEqualTo(1);
    assertThat(upstream.openConnections()).isEqualTo(1);
    assertThat(upstream.requests()).allMatch(request -> request.connection() == 0);
    client.close();
    await().atMost(LONG).until(() -> upstream.openConnections() == 0);
  }

  @Test
  void aClientThatLeavesIsSeenInAPauseAndInAStall() throws Exception {
    upstream.next(ChatScript.echo().perSecond(0.01), Faults.stall());
    for (int i = 0; i < 2; i++) {
      try (var socket = new Socket(upstream.uri().getHost(), upstream.uri().getPort())) {
        String body = "{\"model\":\"m\",\"stream\":true," + HELLO + "}";
        String head = "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: ";
        socket
            .getOutputStream()
            .write((head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
        int count = i + 1;
        await().atMost(LONG).until(() -> upstream.requests().size() == count);
        assertThat(upstream.openRequests()).isEqualTo(1);
      }
      ReceivedRequest request = upstream.requests().get(i);
      await().atMost(LONG).until(() -> request.clientLeftAt().isPresent());
      assertThat(request.answeredAt()).isEmpty();
      assertThat(upstream.openRequests()).isZero();
    }
  }

  @Test
  void manySlowStreamsAreServedAtOnce() throws Exception {
    upstream.onModel("m").answer(ChatScript.tokens(10).perSecond(20));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          IntStream.range(0, 200)
              .mapToObj(_ -> threads.submit(() -> client.stream("m").body()))
              .toList();
      for (var answer : answers) {
        assertThat(DemoClient.payloads(answer.get())).hasSize(13);
      }
    }
    assertThat(upstream.requests()).hasSize(200);
  }

  @Test
  void aTlsHandshakeFails() {
    var https = URI.create("https://127.0.0.1:" + upstream.uri().getPort());
    var request = HttpRequest.newBuilder(https).timeout(LONG).build();
    try (var plain = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> plain.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void closingEndsStalledAnswersAndFreesThePort() throws Exception {
    upstream.next(Faults.stall());
    var pending =
        client
            .http()
            .sendAsync(
                client.request("/chat/completions", "{}", ""),
                HttpResponse.BodyHandlers.ofString());
    await().atMost(LONG).until(() -> upstream.requests().size() == 1);
    upstream.close();
    upstream.close();
    assertThatThrownBy(pending::get).hasCauseInstanceOf(java.io.IOException.class);
    // The client may hold a kept-alive connection that it has not yet seen close.
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThatThrownBy(() -> client.ask("m")).isInstanceOf(ConnectException.class));
  }
}
