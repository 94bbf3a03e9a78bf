package dev.keyrelay.server.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.ReceivedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many streams at the same time over 20 keys. {@code -Dkeyrelay.streams=2000} for more of them. */
class ManyStreamsTest {

  private static final int KEYS = 20;
  private static final int STREAMS = Integer.getInteger("keyrelay.streams", 300);
  private static final ChatScript SLOW = ChatScript.tokens(20).perSecond(5);

  private RunningGateway gateway;

  @BeforeEach
  void start() {
    var variables = new ArrayList<String>();
    for (int key = 1; key <= KEYS; key++) {
      variables.addAll(List.of("OPENAI_API_KEY_" + key, "sk-many-streams-0123456789-" + key));
    }
    variables.addAll(List.of("ROTATION_MODE_OPENAI", "balanced"));
    variables.addAll(List.of("MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "1000"));
    gateway = RunningGateway.with(variables.toArray(String[]::new));
    gateway.upstream().onModel("gpt-test").answer(SLOW);
    gateway.upstream().onModel("endless").answer(ChatScript.tokens(2000).perSecond(5));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void simultaneousSlowStreamsArriveByteForByte() throws Exception {
    var bodies = new ArrayList<Future<String>>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < STREAMS; i++) {
        String body = body("gpt-test", "stream " + i);
        bodies.add(clients.submit(() -> gateway.post("/v1/chat/completions", body).body()));
      }
    }
    var sent = gateway.upstream().requests("/chat/completions");
    assertThat(sent).hasSize(STREAMS);
    for (ReceivedRequest request : sent) {
      int number = Integer.parseInt(message(request).substring("stream ".length()));
      assertThat(bodies.get(number).get()).isEqualTo(joined(SLOW.events(request)));
    }
    assertThat(sent.stream().map(request -> request.key().orElse("")).distinct()).hasSize(KEYS);
    await().untilAsserted(() -> assertThat(gateway.pool("openai").inFlight()).isZero());
  }

  @Test
  void killingClientsCancelsTheirUpstreamCallsAndFreesTheirLeases() throws Exception {
    int clients = STREAMS / 3;
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < clients; i++) {
      sockets.add(begin("stream " + i));
    }
    for (Socket socket : sockets) {
      readUntilData(socket);
    }
    assertThat(gateway.upstream().openRequests()).isEqualTo(clients);
    assertThat(gateway.pool("openai").inFlight()).isEqualTo(clients);
    for (Socket socket : sockets) {
      socket.close();
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> gateway.upstream().openRequests() == 0);
    await().untilAsserted(() -> assertThat(gateway.pool("openai").inFlight()).isZero());
    assertThat(
            gateway.credentials("openai").stream()
                .mapToLong(id -> gateway.usage("openai", id).cancelled())
                .sum())
        .isEqualTo(clients);
  }

  private Socket begin(String message) throws IOException {
    byte[] body = body("endless", message).getBytes(UTF_8);
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + RunningGateway.CLIENT_KEY
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    var socket = new Socket("127.0.0.1", gateway.uri().getPort());
    socket.setSoTimeout(30_000);
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(UTF_8));
    request.writeBytes(body);
    socket.getOutputStream().write(request.toByteArray());
    return socket;
  }

  private static void readUntilData(Socket socket) throws IOException {
    var seen = new StringBuilder();
    byte[] buffer = new byte[4096];
    while (seen.indexOf("data: ") < 0) {
      int read = socket.getInputStream().read(buffer);
      assertThat(read).as("bytes read after: %s", seen).isPositive();
      seen.append(new String(buffer, 0, read, UTF_8));
    }
    assertThat(seen.toString()).startsWith("HTTP/1.1 200");
  }

  private static String body(String model, String message) {
    return "{\"model\":\"openai/"
        + model
        + "\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
        + "\"messages\":[{\"role\":\"user\",\"content\":\""
        + message
        + "\"}]}";
  }

  private static String message(ReceivedRequest request) {
    return request.json().path("messages").path(0).path("content").asText();
  }

  private static String joined(List<byte[]> events) {
    var all = new ByteArrayOutputStream();
    events.forEach(all::writeBytes);
    return all.toString(UTF_8);
  }
}
