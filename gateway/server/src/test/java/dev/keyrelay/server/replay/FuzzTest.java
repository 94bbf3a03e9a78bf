package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Broken bodies and streams through the gateway: whatever comes, the client gets an answer that is
 * none of the gateway's own failures, and no lease stays open. The property {@code fuzz.seed}
 * changes the seed, {@code fuzz.seconds} how long each test goes on.
 */
class FuzzTest {

  private static final long SEED = Long.getLong("fuzz.seed", 20_261_121);
  private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("fuzz.seconds", 3));
  private static final int MOST = 100_000;

  /** What a gateway may say of a broken request. */
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 413, 422);

  /** What it may say of a broken answer: that it is upstream's failure, never its own. */
  private static final Set<Integer> OF_UPSTREAM = Set.of(502, 503, 504, 529);

  private static ReplayGateway gateway;
  private static List<Recording> recordings;

  @BeforeAll
  static void start() {
    gateway = new ReplayGateway("TIMEOUT_READ_STREAMING", "5");
    recordings =
        Recording.of(Arrays.stream(Side.values()).map(s -> s.recorded).toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aBrokenRequestIsRefusedOrServed() {
    var random = new Random(SEED);
    var mutations = new Mutations(random);
    var withRequest = recordings.stream().filter(r -> r.request().isObject()).toList();
    long end = System.nanoTime() + LENGTH.toNanos();
    for (int i = 0; i < MOST && System.nanoTime() < end; i++) {
      var recording = withRequest.get(random.nextInt(withRequest.size()));
      var client = Side.of(recording);
      var provider = Side.values()[random.nextInt(4)];
      String model = provider.only + "/m";
      String sent =
          recording
              .request()
              .toString()
              .replaceFirst("\"model\":\"[^\"]*\"", "\"model\":\"" + model + "\"");
      byte[] body = mutations.body(sent.getBytes(StandardCharsets.UTF_8));
      gateway.answers(RecordedRequestTest.own(provider, false), 1 << 20);
      gateway.forgive();
      var arrived = Arrived.of(gateway.post(client.path(model, false), body));
      boolean expected = arrived.status() == 200 || REFUSALS.contains(arrived.status());
      // Asked for a stream, upstream gave a whole answer here: that is upstream's failure.
      boolean streamed = arrived.status() == 502;
      assertThat(expected || streamed).as(told(recording, provider, i, body, arrived)).isTrue();
      assertThat(arrived.payloads()).isNotEmpty();
    }
    noLeaseIsOpen();
  }

  @Test
  void aBrokenAnswerIsServedOrTold() {
    var random = new Random(SEED + 1);
    var mutations = new Mutations(random);
    var whole = recordings.stream().filter(r -> r.status() == 200 && !r.streaming()).toList();
    long end = System.nanoTime() + LENGTH.toNanos();
    for (int i = 0; i < MOST && System.nanoTime() < end; i++) {
      var recording = whole.get(random.nextInt(whole.size()));
      byte[] body = mutations.body(recording.answer());
      var headers = Headers.of("Content-Type", "application/json");
      gateway.answers(Replay.answer(200, headers, body));
      ask(recording, random, i, body, false);
    }
    noLeaseIsOpen();
  }

  @Test
  void aBrokenStreamEndsWithItsTerminalEvent() {
    var random = new Random(SEED + 2);
    var mutations = new Mutations(random);
    var streams = recordings.stream().filter(Recording::streaming).toList();
    long end = System.nanoTime() + LENGTH.toNanos();
    for (int i = 0; i < MOST && System.nanoTime() < end; i++) {
      var recording = streams.get(random.nextInt(streams.size()));
      byte[] body = mutations.stream(recording.answer());
      int chunk = List.of(1 << 20, 1000, 61, 5).get(random.nextInt(4));
      gateway.answers(Replay.chunks(List.of(cut(body, chunk))));
      ask(recording, random, i, body, true);
    }
    noLeaseIsOpen();
  }

  /** Few pieces cost little time: the first ten are of the size, the last holds the rest. */
  private static byte[][] cut(byte[] body, int size) {
    int pieces = Math.min(10, body.length / size);
    byte[][] cut = new byte[pieces + 1][];
    for (int i = 0; i < pieces; i++) {
      cut[i] = Arrays.copyOfRange(body, i * size, (i + 1) * size);
    }
    cut[pieces] = Arrays.copyOfRange(body, pieces * size, body.length);
    return cut;
  }

  private static void ask(
      Recording recording, Random random, int number, byte[] body, boolean stream) {
    var provider = Side.of(recording);
    var client = Side.values()[random.nextInt(4)];
    String model = provider.only + "/m";
    gateway.forgive();
    var arrived = Arrived.of(gateway.post(client.path(model, stream), client.ask(model, stream)));
    var told = told(recording, client, number, body, arrived);
    boolean expected = arrived.status() < 500 || OF_UPSTREAM.contains(arrived.status());
    assertThat(expected).as(told).isTrue();
    if (arrived.status() == 200 && stream && client != provider) {
      assertThat(ended(client, arrived)).as(told).isTrue();
    }
    if (client != provider) {
      assertThat(arrived.payloads()).as(told).isNotEmpty();
    }
  }

  static boolean ended(Side client, Arrived arrived) {
    var events = Arrived.events(arrived.body());
    String last = events.isEmpty() ? "" : events.getLast().text();
    return switch (client) {
      case CHAT -> last.equals("[DONE]");
      case RESPONSES ->
          last.matches("(?s).*\"type\":\"(response\\.(completed|incomplete|failed)|error)\".*");
      case ANTHROPIC -> last.contains("message_stop");
      case GEMINI -> last.contains("finishReason") || last.contains("\"error\"");
    };
  }

  private static String told(
      Recording recording, Side other, int number, byte[] body, Arrived arrived) {
    String sent = new String(body, StandardCharsets.UTF_8);
    return "case %d, %s/%s with %s: %d %s of: %s"
        .formatted(
            number,
            recording.kind(),
            recording,
            other,
            arrived.status(),
            arrived.text().substring(0, Math.min(400, arrived.text().length())),
            sent.substring(0, Math.min(3000, sent.length())));
  }

  private static void noLeaseIsOpen() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
  }
}
