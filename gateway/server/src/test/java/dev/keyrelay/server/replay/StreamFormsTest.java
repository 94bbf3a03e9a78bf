package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.providers.demo.Replay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One stream of each dialect in every form in which services send it, to clients of all four. */
class StreamFormsTest {

  private static ReplayGateway gateway;
  private static Sdks sdks;

  @BeforeAll
  static void start() {
    gateway = new ReplayGateway();
    sdks = new Sdks();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    sdks.close();
  }

  /** A form that says the same as the plain stream. */
  enum Form {
    CRLF(text -> text.replace("\n", "\r\n")),
    CARRIAGE_RETURNS(text -> text.replace("\n", "\r")),
    BYTE_ORDER_MARK(text -> "\uFEFF" + text),
    NO_SPACE_AFTER_THE_COLON(text -> text.replace("data: ", "data:")),
    COMMENTS(text -> ": hello\n\n" + text.replace("data: {", ": ping\ndata: {")),
    IDS_AND_RETRIES(text -> "retry: 100\n\n" + text.replace("data: {", "id: 7\ndata: {")),
    SEVERAL_DATA_LINES(text -> text.replace("data: {", "data: {\ndata: ")),
    NO_LAST_BLANK_LINE(text -> text.substring(0, text.length() - 1)),
    PADDING_INSIDE(text -> text.replace("data: {", "data:   { ").replace("}\n\n", " } \n\n")),
    UNKNOWN_EVENTS(
        text -> text.replace("data: {\"type\":\"content_block_stop\"", novelty() + stopped())),
    EMPTY_EVENTS(text -> "event: nothing\n\n" + text);

    private final UnaryOperator<String> change;

    Form(UnaryOperator<String> change) {
      this.change = change;
    }

    private static String novelty() {
      return "data: {\"type\":\"brand_new\",\"index\":9}\n\nevent: content_block_stop\n";
    }

    private static String stopped() {
      return "data: {\"type\":\"content_block_stop\"";
    }
  }

  private static String plain(Side provider) {
    return new String(RecordedRequestTest.own(provider, true).answer(), StandardCharsets.UTF_8);
  }

  private static Arrived ask(Side provider, Side client, String stream, int chunk) {
    gateway.forgive();
    gateway.answers(Replay.text(stream, chunk));
    String model = provider.only + "/m";
    return Arrived.of(gateway.post(client.path(model, true), client.ask(model, true)));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aStreamInAnyFormSaysTheSame(Form form) {
    for (var provider : Side.values()) {
      var sent = Said.in(provider, Arrived.payloads(bytes(plain(provider)), true));
      for (var client : Side.values()) {
        var arrived = ask(provider, client, form.change.apply(plain(provider)), 1 << 20);
        var what = provider + " to " + client + ": " + arrived.text();
        assertThat(arrived.status()).as(what).isEqualTo(200);
        if (client != provider) {
          assertThat(Comparison.of(client, sent, Said.in(client, arrived.payloads()), ""))
              .as(what)
              .isEmpty();
        }
      }
    }
  }

  @Test
  void aStreamInSingleBytesSaysTheSame() {
    for (var provider : Side.values()) {
      var sent = Said.in(provider, Arrived.payloads(bytes(plain(provider)), true));
      for (var client : Side.values()) {
        var arrived = ask(provider, client, plain(provider), 1);
        assertThat(Comparison.of(client, sent, Said.in(client, arrived.payloads()), "")).isEmpty();
      }
    }
  }

  static Stream<List<Side>> pairs() {
    return Stream.of(Side.values())
        .flatMap(provider -> Stream.of(Side.values()).map(client -> List.of(provider, client)));
  }

  /** Cuts a stream after its first words, and has something else follow. */
  private static String cut(Side provider, String rest) {
    var kept = new ArrayList<String>();
    for (String event : plain(provider).split("(?<=\n\n)")) {
      kept.add(event);
      if (event.contains("look.")) {
        break;
      }
    }
    return String.join("", kept) + rest;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aStreamThatIsCutEndsWithAnErrorThatTheSdkRaises(List<Side> pair) {
    told(pair, cut(pair.getFirst(), ""));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void anErrorInMidStreamIsToldWithItsWords(List<Side> pair) {
    var provider = pair.getFirst();
    String error =
        switch (provider) {
          case CHAT, GEMINI -> "data: {\"error\":{\"code\":503,\"message\":\"worn out\"}}\n\n";
          case RESPONSES ->
              "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{"
                  + "\"status\":\"failed\",\"error\":{\"code\":\"server_error\","
                  + "\"message\":\"worn out\"}}}\n\n";
          case ANTHROPIC ->
              "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                  + "\"message\":\"worn out\"}}\n\n";
        };
    assertThat(told(pair, cut(provider, error))).contains("worn out");
  }

  private static String told(List<Side> pair, String stream) {
    var client = pair.getLast();
    var arrived = ask(pair.getFirst(), client, stream, 1 << 20);
    assertThat(arrived.status()).isEqualTo(200);
    assertThat(Said.dense(arrived.text())).contains("look.");
    assertThat(FuzzTest.ended(client, arrived)).as(arrived.text()).isTrue();
    var read = sdks.read(client, arrived, true);
    assertThat(read.status()).as(arrived.text() + read).isNotZero();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
    return arrived.text();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
