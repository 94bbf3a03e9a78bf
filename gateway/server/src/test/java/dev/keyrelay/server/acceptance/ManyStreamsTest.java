package dev.keyrelay.server.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.providers.demo.Answer;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.ReceivedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many calls at the same time over 20 keys. {@code -Dkeyrelay.streams} for another number of them.
 */
class ManyStreamsTest {

  private static final int KEYS = 20;
  private static final int STREAMS = Integer.getInteger("keyrelay.streams", 2_000);
  private static final int KILLED = STREAMS / 4;
  private static final int WAVES = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ChatScript TOKENS = ChatScript.tokens(8);

  private final CountDownLatch allHaveBegun = new CountDownLatch(1);
  private RunningGateway gateway;
  private ManyClients clients;

  @BeforeEach
  void start() throws IOException {
    var variables = new ArrayList<String>();
    for (int key = 1; key <= KEYS; key++) {
      variables.addAll(List.of("OPENAI_API_KEY_" + key, "sk-many-streams-0123456789-" + key));
    }
    variables.addAll(List.of("ROTATION_MODE_OPENAI", "balanced"));
    variables.addAll(List.of("MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "1000"));
    for (String limit : List.of("GLOBAL_TIMEOUT", "TIMEOUT_FIRST_EVENT", "TIMEOUT_CONNECT")) {
      variables.addAll(List.of(limit, Long.toString(PATIENCE.toSeconds())));
    }
    gateway = RunningGateway.with(variables.toArray(String[]::new));
    clients = new ManyClients(gateway.uri().getPort());
    gateway.upstream().onModel("slow").answer(this::begunTogether);
    gateway.upstream().onModel("endless").answer(ManyStreamsTest::endless);
  }

  @AfterEach
  void stop() throws IOException {
    clients.close();
    gateway.close();
  }

  /** Says half of what there is to say, waits until every other stream is there, and goes on. */
  private void begunTogether(ReceivedRequest request, Answer answer) throws IOException {
    var events = TOKENS.events(request);
    answer.beginEvents();
    for (int i = 0; i < events.size(); i++) {
      while (i == events.size() / 2 && allHaveBegun.getCount() > 0) {
        answer.pause(Duration.ofMillis(100));
      }
      answer.chunk(events.get(i));
      answer.pause(Duration.ofMillis(50));
    }
    answer.end();
  }

  private static void endless(ReceivedRequest request, Answer answer) throws IOException {
    var events = TOKENS.events(request);
    answer.beginEvents();
    answer.chunk(events.get(0));
    while (true) {
      answer.chunk(events.get(1));
      answer.pause(Duration.ofMillis(500));
    }
  }

  @Test
  void simultaneousSlowStreamsArriveByteForByte() throws Exception {
    var readers = new ArrayList<ManyClients.Client>();
    for (int i = 0; i < STREAMS; i++) {
      readers.add(stream("slow", "stream " + i));
    }
    clients.readUntil(ManyClients.Client::seesData, PATIENCE);
    assertThat(gateway.pool("openai").inFlight()).isEqualTo(STREAMS);
    assertThat(gateway.upstream().openRequests()).isEqualTo(STREAMS);
    allHaveBegun.countDown();
    clients.readUntil(ManyClients.Client::ended, PATIENCE);

    var sent = gateway.upstream().requests("/chat/completions");
    assertThat(sent).hasSize(STREAMS);
    for (ReceivedRequest request : sent) {
      int number = Integer.parseInt(message(request).substring("stream ".length()));
      assertThat(readers.get(number).body()).isEqualTo(joined(TOKENS.events(request)));
    }
    assertThat(sent.stream().map(request -> request.key().orElse("")).distinct()).hasSize(KEYS);
    await().atMost(PATIENCE).until(() -> gateway.pool("openai").inFlight() == 0);
  }

  /** In waves, because a busy machine may well stall most of them for longer than a second. */
  @Test
  void killingClientsCancelsTheirUpstreamCallsWithinASecondAndFreesTheirLeases() throws Exception {
    var readers = new ArrayList<ManyClients.Client>();
    for (int i = 0; i < KILLED; i++) {
      readers.add(stream("endless", "stream " + i));
    }
    clients.readUntil(ManyClients.Client::seesData, PATIENCE);
    assertThat(gateway.upstream().openRequests()).isEqualTo(KILLED);
    assertThat(gateway.pool("openai").inFlight()).isEqualTo(KILLED);

    var waves = new ArrayList<Duration>();
    for (int wave = 0; wave < WAVES; wave++) {
      int left = KILLED * (WAVES - wave - 1) / WAVES;
      waves.add(kill(readers.subList(left, KILLED * (WAVES - wave) / WAVES), left));
    }
    assertThat(waves).as("one wave").anyMatch(wave -> wave.compareTo(Duration.ofSeconds(1)) < 0);
    assertThat(
            gateway.credentials("openai").stream()
                .mapToLong(id -> gateway.usage("openai", id).cancelled())
                .sum())
        .isEqualTo(KILLED);
  }

  /** How long it takes until so many calls and leases are left. */
  private Duration kill(List<ManyClients.Client> some, int left) throws IOException {
    long begun = System.nanoTime();
    for (var client : some) {
      client.kill();
    }
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(
            () ->
                gateway.upstream().openRequests() == left
                    && gateway.pool("openai").inFlight() == left);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @Test
  void callsThatWaitForUpstreamDoNotWaitForOneAnother() throws Exception {
    gateway
        .upstream()
        .onModel("late")
        .answer(
            (request, answer) -> {
              while (allHaveBegun.getCount() > 0) {
                answer.pause(Duration.ofMillis(100));
              }
              answer.sendJson(200, "{\"choices\":[]}".getBytes(UTF_8));
            });
    for (int i = 0; i < KILLED; i++) {
      clients.post(
          "/v1/chat/completions",
          RunningGateway.CLIENT_KEY,
          "{\"model\":\"openai/late\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }
    await().atMost(PATIENCE).until(() -> gateway.upstream().openRequests() == KILLED);
    allHaveBegun.countDown();
    await().atMost(PATIENCE).until(() -> gateway.pool("openai").inFlight() == 0);
    clients.readUntil(client -> client.received().startsWith("HTTP/1.1 200"), PATIENCE);
  }

  private ManyClients.Client stream(String model, String message) throws IOException {
    return clients.post("/v1/chat/completions", RunningGateway.CLIENT_KEY, body(model, message));
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
