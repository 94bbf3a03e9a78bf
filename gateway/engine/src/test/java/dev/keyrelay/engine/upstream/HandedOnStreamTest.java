package dev.keyrelay.engine.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyrelay.engine.sse.SseParser;
import dev.keyrelay.engine.upstream.StreamEnd.Kind;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

final class HandedOnStreamTest {

  /** The two ways in which a handed-on stream is read. */
  enum Way {
    BODY,
    PULLED
  }

  private static final Deadlines PATIENT = UpstreamClientTest.PATIENT;
  private static final Deadlines SHORT_GAP =
      new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofMinutes(3));
  private static final String A = "event: a\ndata: {\"n\":1}\n\n";
  private static final String B = "data: {\"n\":2}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private final UpstreamClient client = new UpstreamClient(UpstreamOptions.DEFAULT);
  private final RecordingTap tap = new RecordingTap();

  @AfterEach
  void close() {
    client.close();
  }

  private UpstreamReply send(RawUpstream upstream, Deadlines deadlines) throws Exception {
    return client.send(UpstreamClientTest.request(upstream.uri()), deadlines);
  }

  private HandedOnStream handOn(RawUpstream upstream, Deadlines deadlines, StreamTap through)
      throws Exception {
    try (var reply = send(upstream, deadlines)) {
      assertThat(reply.isEventStream()).isTrue();
      assertThat(reply.events().peek()).isNotNull();
      return reply.events().handOn(through, Optional.empty());
    }
  }

  private static String read(HandedOnStream stream, Way way) throws Exception {
    try (stream) {
      return switch (way) {
        case BODY -> new String(stream.body().toInputStream().readAllBytes(), UTF_8);
        case PULLED -> {
          var text = new StringBuilder();
          for (byte[] next = stream.next(); next != null; next = stream.next()) {
            text.append(new String(next, UTF_8));
          }
          yield text.toString();
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamArrivesWholeFromItsFirstEventOn(Way way) throws Exception {
    try (var upstream = new RawUpstream(c -> c.stream().chunk(A).chunk(B).chunk(DONE).end())) {
      assertThat(read(handOn(upstream, PATIENT, tap), way)).isEqualTo(A + B + DONE);
      assertThat(tap.seen).containsExactly("{\"n\":1}", "{\"n\":2}", "[DONE]");
      assertThat(tap.end()).isEqualTo(Kind.COMPLETE);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> upstream.connections.size() == 1);
      assertThat(read(handOn(upstream, PATIENT, new RecordingTap()), way)).endsWith(DONE);
      assertThat(upstream.connections).as("used again").hasSize(1);
    }
  }

  @Test
  void whatTheClientGetsIsByteForByteWhatUpstreamSent() throws Exception {
    String odd =
        ": hi\r\n\r\nid: 3\r\ndata:a\r\ndata: b\r\n\r\n: padding\n\nevent:x\rdata:é€\r\r" + DONE;
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream();
              for (char letter : odd.toCharArray()) {
                c.chunk(String.valueOf(letter));
              }
              c.end();
            })) {
      assertThat(read(handOn(upstream, PATIENT, tap), Way.BODY)).isEqualTo(odd);
      assertThat(tap.seen).containsExactly("a\nb", "é€", "[DONE]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void droppedEventsNeverReachTheClient(Way way) throws Exception {
    var hiding = new RecordingTap(text -> text.contains("usage"));
    String hidden = "data: {\"usage\":1}\n\n";
    try (var upstream =
        new RawUpstream(
            c ->
                c.stream()
                    .chunk(A + hidden + B)
                    .chunk(hidden)
                    .chunk("data: {\"us")
                    .chunk("age\":2}\n\n" + B + "data: [DO")
                    .chunk("NE]\n\n")
                    .end())) {
      assertThat(read(handOn(upstream, PATIENT, hiding), way)).isEqualTo(A + B + B + DONE);
      assertThat(hiding.seen).hasSize(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLastEventWithoutItsBlankLineIsCompleted(Way way) throws Exception {
    try (var upstream = new RawUpstream(c -> c.stream().chunk(A).chunk("data: [DONE]").end())) {
      assertThat(read(handOn(upstream, PATIENT, tap), way)).isEqualTo(A + DONE);
      assertThat(tap.end()).isEqualTo(Kind.COMPLETE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetMidStreamEndsWithTheTapsClosingEventAndNoHalfEvent(Way way) throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A).chunk(B + "data: {\"hal");
              Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> tap.seen.size() == 2);
              c.reset();
            })) {
      assertThat(read(handOn(upstream, PATIENT, tap), way)).isEqualTo(A + B + RecordingTap.CLOSING);
      assertThat(tap.end()).isEqualTo(Kind.BROKEN);
      assertThat(tap.ends.getFirst().cause()).contains("connection lost");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChunkedBodyThatIsCutIsBroken(Way way) throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A);
              c.socket.close();
            })) {
      assertThat(read(handOn(upstream, PATIENT, tap), way)).isEqualTo(A + RecordingTap.CLOSING);
      assertThat(tap.end()).isEqualTo(Kind.BROKEN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStallEndsTheStreamAndClosesTheConnection(Way way) throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A);
              c.awaitClient();
            })) {
      assertThat(read(handOn(upstream, SHORT_GAP, tap), way)).isEqualTo(A + RecordingTap.CLOSING);
      assertThat(tap.end()).isEqualTo(Kind.STALLED);
      assertThat(tap.ends.getFirst().cause()).contains("timed out");
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTotalDeadlineEndsAStreamThatFlows(Way way) throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream();
              while (!c.clientLeft()) {
                c.chunk(A);
                c.pause();
              }
            })) {
      var brief = new Deadlines(PATIENT.first(), PATIENT.gap(), Duration.ofSeconds(4));
      assertThat(read(handOn(upstream, brief, tap), way))
          .startsWith(A)
          .endsWith(RecordingTap.CLOSING);
      assertThat(tap.end()).isEqualTo(Kind.OVERTIME);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventLargerThanAnyBufferPasses(Way way) throws Exception {
    String large = "data: " + "x".repeat(3_000_000) + "\n\n";
    try (var upstream = new RawUpstream(c -> c.stream().chunk(A).chunk(large).chunk(DONE).end())) {
      assertThat(read(handOn(upstream, PATIENT, tap), way)).isEqualTo(A + large + DONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventOverTheLimitBreaksTheStream(Way way) throws Exception {
    String endless = "x".repeat(SseParser.MAX_EVENT + 100_000);
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A).chunk("data: " + endless);
              c.awaitClient();
            })) {
      assertThat(read(handOn(upstream, PATIENT, tap), way)).isEqualTo(A + RecordingTap.CLOSING);
      assertThat(tap.end()).isEqualTo(Kind.BROKEN);
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheReadingFromUpstream() throws Exception {
    String kilobyte = "data: " + "x".repeat(1016) + "\n\n";
    int count = 40_000;
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream();
              for (int sent = 0; sent < count; sent++) {
                c.chunk(kilobyte);
              }
              c.end();
            })) {
      var stream = handOn(upstream, SHORT_GAP, tap);
      try (InputStream in = stream.body().toInputStream()) {
        assertThat(in.readNBytes(1024)).hasSize(1024);
        var connection = upstream.connections.getFirst();
        Awaitility.await()
            .during(Duration.ofSeconds(4))
            .atMost(Duration.ofMinutes(1))
            .until(() -> connection.written < 20_000_000);
        assertThat(tap.ends).as("a slow client is no stall").isEmpty();

        assertThat(in.readAllBytes()).hasSize((count - 1) * 1024);
      }
      assertThat(tap.end()).isEqualTo(Kind.COMPLETE);
    }
  }

  /** Once in a few times, because a busy machine may stop for a second. */
  @Test
  void aClientThatGoesAwayCancelsUpstreamWithinASecond() throws Exception {
    boolean soon = false;
    for (int time = 0; time < 5 && !soon; time++) {
      soon = leavesWithinASecond(new RecordingTap());
    }
    assertThat(soon).isTrue();
  }

  private boolean leavesWithinASecond(RecordingTap tap) throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A);
              c.awaitClient();
            })) {
      var stream = handOn(upstream, PATIENT, tap);

      assertThat(Flux.from(stream.body().toByteArrayPublisher()).blockFirst())
          .as("one buffer, and then away")
          .isEqualTo(A.getBytes(UTF_8));

      boolean soon = upstream.connections.getFirst().clientLeaves(1);
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !tap.ends.isEmpty());
      stream.close();
      assertThat(tap.end()).isEqualTo(Kind.CANCELLED);
      return soon;
    }
  }

  @Test
  void closingFromAnotherThreadWakesTheReader() throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A);
              c.awaitClient();
            })) {
      var stream = handOn(upstream, PATIENT, tap);
      var texts = new ArrayList<String>();
      var reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      texts.add(read(stream, Way.PULLED));
                    } catch (Exception e) {
                      texts.add(e.toString());
                    }
                  });
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !tap.seen.isEmpty());

      stream.close();

      assertThat(reader.join(Duration.ofMinutes(1))).isTrue();
      assertThat(texts).containsExactly(A);
      assertThat(tap.end()).isEqualTo(Kind.CANCELLED);
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @Test
  void aStreamNobodyReadsIsCancelledByClosingIt() throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A);
              c.awaitClient();
            })) {
      handOn(upstream, PATIENT, tap).close();

      assertThat(tap.end()).isEqualTo(Kind.CANCELLED);
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
      var unread = new RecordingTap();
      handOn(upstream, PATIENT, unread).body().close();
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !unread.ends.isEmpty());
      assertThat(unread.end()).isEqualTo(Kind.CANCELLED);
    }
  }

  @Test
  void aQuietStreamIsKeptAliveByComments() throws Exception {
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream().chunk(A).chunk("data: {\"hal");
              Awaitility.await()
                  .atMost(Duration.ofMinutes(1))
                  .until(() -> c.written > 0 && tap.seen.contains("beats"));
              c.chunk("f\":1}\n\n").end();
            })) {
      try (var reply = send(upstream, PATIENT)) {
        reply.events().peek();
        var stream = reply.events().handOn(tap, Optional.of(Duration.ofMillis(100)));
        var in = stream.body().toInputStream();
        String beats = A + ": keep-alive\n\n".repeat(3);
        assertThat(new String(in.readNBytes(beats.length()), UTF_8)).isEqualTo(beats);
        tap.seen.add("beats");
        assertThat(new String(in.readAllBytes(), UTF_8))
            .matches("(: keep-alive\n\n)*data: \\{\"half\":1}\n\n");
      }
    }
  }

  @Test
  void aTapThatThrowsHarmsNothing() throws Exception {
    var failing =
        new StreamTap() {
          @Override
          public Fate event(dev.keyrelay.engine.sse.SseEvent event) {
            throw new IllegalStateException("tap");
          }

          @Override
          public byte[] ended(StreamEnd end) {
            throw new IllegalStateException("tap");
          }
        };
    try (var upstream = new RawUpstream(c -> c.stream().chunk(A).chunk(DONE).end())) {
      assertThat(read(handOn(upstream, PATIENT, failing), Way.BODY)).isEqualTo(A + DONE);
    }
  }

  @Test
  void lookingAheadTakesNothingAway() throws Exception {
    try (var upstream = new RawUpstream(c -> c.stream().chunk(A + B).chunk(DONE).end());
        var reply = send(upstream, PATIENT)) {
      var events = reply.events();
      var peeked = new ArrayList<String>();
      for (var event = events.peek(); event != null; event = events.peek()) {
        peeked.add(event.text());
      }
      var pulled = new ArrayList<String>();
      for (var event = events.next(); event != null; event = events.next()) {
        pulled.add(event.text());
      }

      assertThat(peeked).containsExactly("{\"n\":1}", "{\"n\":2}", "[DONE]").isEqualTo(pulled);
      assertThatIllegalStateException().isThrownBy(() -> events.handOn(tap, Optional.empty()));
    }
  }

  @Test
  void silenceBeforeTheFirstEventTimesOutWhileWaiting() throws Exception {
    try (var upstream =
            new RawUpstream(
                c -> {
                  c.stream().chunk(": comments are no event\n\n");
                  c.awaitClient();
                });
        var reply =
            send(
                upstream,
                new Deadlines(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1)))) {
      var failure = catchThrowableOfType(UpstreamException.class, reply.events()::peek);

      assertThat(failure.stage()).isEqualTo(Stage.WAIT);
      assertThat(failure.message()).contains("timed out waiting for the first event");
      assertThat(upstream.connections.getFirst().clientLeaves(10)).isTrue();
    }
  }

  @Test
  void aResetBeforeTheFirstEventFailsWhileWaitingAndLaterInTheStream() throws Exception {
    for (var begun : new String[] {": nothing\n\n", A}) {
      try (var upstream =
              new RawUpstream(
                  c -> {
                    c.stream().chunk(begun);
                    c.socket.close();
                  });
          var reply = send(upstream, PATIENT)) {
        var failure =
            catchThrowableOfType(
                UpstreamException.class,
                () -> {
                  reply.events().peek();
                  reply.events().peek();
                });

        assertThat(failure.stage()).isEqualTo(begun.equals(A) ? Stage.STREAM : Stage.WAIT);
      }
    }
  }

  @Test
  void manySlowStreamsAtOnceArriveWhole() throws Exception {
    int streams = 300;
    int events = 20;
    String whole =
        IntStream.range(0, events)
            .mapToObj(n -> "data: " + n + "\n\n")
            .collect(Collectors.joining());
    try (var upstream =
        new RawUpstream(
            c -> {
              c.stream();
              for (int n = 0; n < events; n++) {
                c.chunk("data: " + n + "\n\n");
                c.pause();
              }
              c.end();
            })) {
      var results = new java.util.concurrent.ConcurrentLinkedQueue<String>();
      var threads =
          IntStream.range(0, streams)
              .mapToObj(
                  n ->
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                try {
                                  var way = n % 2 == 0 ? Way.BODY : Way.PULLED;
                                  results.add(
                                      read(handOn(upstream, PATIENT, new RecordingTap()), way));
                                } catch (Exception e) {
                                  results.add(e.toString());
                                }
                              }))
              .toList();
      for (var thread : threads) {
        thread.join();
      }

      assertThat(results).hasSize(streams).containsOnly(whole);
    }
  }
}
