package dev.keyrelay.engine.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SseParserTest {

  @Property
  void anyChunkingGivesTheSameEvents(
      @ForAll("streams") String stream, @ForAll List<@IntRange(min = 1, max = 9) Integer> cuts)
      throws Exception {
    assertThat(parse(stream, cuts)).isEqualTo(parse(stream, List.of()));
  }

  @Property
  void whatIsWrittenIsReadBack(@ForAll("events") List<SseEvent> events) throws Exception {
    String written = new String(SseWriter.write(events), StandardCharsets.UTF_8);

    assertThat(parse(written, List.of())).isEqualTo(texts(events));
  }

  @Property
  void aChunkDividesIntoCompleteBlocksAndATail(
      @ForAll("streams") String stream, @ForAll List<@IntRange(min = 1, max = 9) Integer> cuts)
      throws Exception {
    var parser = new SseParser();
    var complete = new StringBuilder();
    var unfinished = new StringBuilder();
    for (byte[] chunk : chunks(stream, cuts)) {
      int tail = parser.feed(ByteBuffer.wrap(chunk), (_, _) -> {});
      if (tail < chunk.length) {
        complete.append(unfinished);
        unfinished.setLength(0);
        complete.append(new String(chunk, 0, chunk.length - tail, StandardCharsets.ISO_8859_1));
      }
      unfinished.append(new String(chunk, chunk.length - tail, tail, StandardCharsets.ISO_8859_1));
    }

    assertThat(complete.toString() + unfinished)
        .isEqualTo(
            new String(stream.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    var whole = new SseParser();
    var events = new ArrayList<SseEvent>();
    int tail =
        whole.feed(
            ByteBuffer.wrap(complete.toString().getBytes(StandardCharsets.ISO_8859_1)),
            (event, _) -> {
              if (event != null) {
                events.add(event);
              }
            });
    assertThat(tail).isZero();
  }

  @Test
  void carriageReturnsAndBothLineEndsCount() throws Exception {
    assertThat(parse("event: a\rdata: 1\r\revent: b\r\ndata: 2\r\n\r\ndata: 3\n\n", List.of()))
        .containsExactly("a|1", "b|2", "|3");
  }

  @Test
  void severalDataLinesAreJoinedByLineFeeds() throws Exception {
    assertThat(parse("data: a\ndata:b\ndata\ndata:  c\n\n", List.of()))
        .containsExactly("|a\nb\n\n c");
  }

  @Test
  void commentsIdsRetriesAndAByteOrderMarkMeanNothing() throws Exception {
    assertThat(parse("\uFEFFdata: 1\nid: 7\nretry: 5\n: hello\n\n: only a comment\n\n", List.of()))
        .containsExactly("|1");
  }

  @Test
  void anEventWithoutDataIsNone() throws Exception {
    assertThat(parse("event: ping\n\ndata: 1\n\n", List.of())).containsExactly("|1");
  }

  @Test
  void aMissingLastBlankLineIsForgiven() throws Exception {
    assertThat(parse("data: 1\n\ndata: [DONE]", List.of())).containsExactly("|1", "|[DONE]");
  }

  @Test
  void anEventOverTheLimitIsRefused() {
    var parser = new SseParser();
    byte[] piece = "data: x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

    assertThatExceptionOfType(EventTooLargeException.class)
        .isThrownBy(
            () -> {
              for (int sent = 0; sent <= 2 * SseParser.MAX_EVENT; sent += piece.length) {
                parser.feed(ByteBuffer.wrap(piece), (_, _) -> {});
              }
            })
        .withMessageContaining("expected: at most 8388608");
  }

  @Test
  void anEventAtTheLimitIsRead() throws Exception {
    String large = "x".repeat(SseParser.MAX_EVENT - 100);

    assertThat(parse("data: " + large + "\n\n", List.of())).containsExactly("|" + large);
  }

  @Provide
  Arbitrary<String> streams() {
    return Arbitraries.of(
            "data",
            "event",
            "id",
            ":",
            ": ",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "\r\n\r\n",
            "\r\r",
            "é€😀",
            "x",
            "{}",
            " ",
            "\uFEFF",
            "data: a\n\n",
            "event: b\r\ndata: c\r\n\r\n")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<List<SseEvent>> events() {
    var names = Arbitraries.of("", "message_start", "ping");
    var data = Arbitraries.strings().withChars("a {}:é\n").ofMaxLength(20);
    return names.flatMap(name -> data.map(text -> SseEvent.of(name, text))).list().ofMaxSize(8);
  }

  private static List<String> parse(String stream, List<Integer> cuts) throws Exception {
    var parser = new SseParser();
    var events = new ArrayList<SseEvent>();
    for (byte[] chunk : chunks(stream, cuts)) {
      parser.feed(
          ByteBuffer.wrap(chunk),
          (event, _) -> {
            if (event != null) {
              events.add(event);
            }
          });
    }
    var last = parser.finish();
    if (last != null) {
      events.add(last);
    }
    return texts(events);
  }

  private static List<String> texts(List<SseEvent> events) {
    return events.stream()
        .map(event -> event.name() + "|" + event.text())
        .collect(Collectors.toList());
  }

  /** The sizes of the chunks are used over and over; no sizes make one chunk. */
  private static List<byte[]> chunks(String stream, List<Integer> sizes) {
    byte[] all = stream.getBytes(StandardCharsets.UTF_8);
    var chunks = new ArrayList<byte[]>();
    int at = 0;
    for (int turn = 0; at < all.length; turn++) {
      int size = sizes.isEmpty() ? all.length : sizes.get(turn % sizes.size());
      int end = Math.min(all.length, at + size);
      chunks.add(java.util.Arrays.copyOfRange(all, at, end));
      at = end;
    }
    return chunks;
  }
}
