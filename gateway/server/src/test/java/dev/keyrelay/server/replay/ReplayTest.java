package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.server.replay.Sdks.Read;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Serves every recorded answer to a client of every dialect, and reads what arrives with the
 * official SDKs. Writes what came of it to {@code target/replay-matrix.md}.
 */
class ReplayTest {

  private static final int[] CHUNKS = {1 << 20, 7, 1000, 61};

  private static ReplayGateway gateway;
  private static Sdks sdks;
  private static final Matrix MATRIX = new Matrix();

  @BeforeAll
  static void start() {
    gateway = new ReplayGateway();
    sdks = new Sdks();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    sdks.close();
    MATRIX.write("replay-matrix.md");
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedAnswerReachesAClientOfEveryDialect() {
    return Recording.of(Arrays.stream(Side.values()).map(s -> s.recorded).toArray(String[]::new))
        .stream()
        .filter(recording -> recording.status() != 0)
        .map(recording -> DynamicTest.dynamicTest(recording.toString(), () -> serve(recording)));
  }

  private static void serve(Recording recording) {
    var wrong = new ArrayList<String>();
    for (var client : Side.values()) {
      serve(recording, client).forEach(what -> wrong.add(client + " client: " + what));
    }
    assertThat(wrong).as(recording.kind() + "/" + recording).isEmpty();
    assertThat(gateway.inFlight()).as("open leases").isZero();
  }

  private static List<String> serve(Recording recording, Side client) {
    var provider = Side.of(recording);
    boolean stream = recording.streaming();
    String model = provider.serves(recording, client) + "/" + recording.model();
    gateway.forgive();
    gateway.answers(recording, CHUNKS[Math.abs(recording.toString().hashCode() % CHUNKS.length)]);
    var arrived = Arrived.of(gateway.post(client.path(model, stream), client.ask(model, stream)));
    var wrong = new ArrayList<String>();
    try {
      var read = sdks.read(client, arrived, stream && arrived.status() == 200);
      wrong.addAll(
          recording.fails()
              ? failed(recording, arrived, read)
              : succeeded(recording, client, arrived, read));
    } catch (RuntimeException | AssertionError e) {
      var cause = e.getCause() == null ? e : e.getCause();
      boolean readable = client != provider && !(client == Side.GEMINI && recording.cutMedia());
      if (readable) {
        wrong.add("the SDK cannot read it: " + e + " / " + cause + " of: " + brief(arrived));
      }
    }
    MATRIX.add(recording, provider, client, arrived, wrong);
    return wrong;
  }

  private static List<String> failed(Recording recording, Arrived arrived, Read read) {
    var wrong = new ArrayList<String>();
    boolean told = arrived.status() != 200 || read.status() != 0;
    boolean mayBeMended = recording.has("malformed-stream");
    if (!told && !mayBeMended) {
      wrong.add("no error was told: " + brief(arrived));
    }
    if (told && (read.message().isEmpty() || arrived.status() == 500)) {
      wrong.add("an error without words, or of status 500: " + brief(arrived));
    }
    return wrong;
  }

  private static List<String> succeeded(
      Recording recording, Side client, Arrived arrived, Read read) {
    var wrong = new ArrayList<String>();
    if (arrived.status() != 200 || read.status() != 0) {
      wrong.add("not served: " + brief(arrived) + " / " + read);
      return wrong;
    }
    var provider = Side.of(recording);
    if (client == provider) {
      if (!untouched(recording, arrived)) {
        wrong.add("the bytes changed: " + brief(arrived));
      }
      return wrong;
    }
    var sent = Said.in(provider, Arrived.payloads(recording.answer(), recording.streaming()));
    var got = Said.in(client, arrived.payloads());
    wrong.addAll(Comparison.of(client, sent, got, arrived.told()));
    if (!got.text().contains(Said.dense(read.text()))) {
      wrong.add("the SDK read other words: " + read.text());
    }
    return wrong;
  }

  /** Bytes as upstream sent them; a stream may gain the end that upstream owed. */
  private static boolean untouched(Recording recording, Arrived arrived) {
    byte[] sent = recording.answer();
    byte[] got = arrived.body();
    if (got.length < sent.length || !Arrays.equals(got, 0, sent.length, sent, 0, sent.length)) {
      return false;
    }
    String rest = arrived.text().substring(new String(sent, StandardCharsets.UTF_8).length());
    return rest.isBlank() || rest.strip().equals("data: [DONE]");
  }

  private static String brief(Arrived arrived) {
    String text = arrived.status() + " " + arrived.text();
    return text.substring(0, Math.min(600, text.length()));
  }
}
