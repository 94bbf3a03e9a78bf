package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Streams with events told twice, or of kinds that nobody knows, say what they say without. */
final class StreamOdditiesTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** What happens to a stream, and how it is told. */
  private record Oddity(String name, UnaryOperator<List<SseEvent>> change) {}

  private static final List<Oddity> ODDITIES =
      List.of(
          new Oddity("its beginning twice", StreamOdditiesTest::begunTwice),
          new Oddity("every beginning of a part twice", StreamOdditiesTest::startedTwice),
          new Oddity("events that nobody knows", StreamOdditiesTest::withUnknownEvents),
          new Oddity("what follows the end", StreamOdditiesTest::goingOn));

  private static List<SseEvent> begunTwice(List<SseEvent> events) {
    var twice = new ArrayList<>(events);
    boolean begins = events.getFirst().text().contains("_start\"");
    begins |= events.getFirst().text().contains("response.created");
    if (begins) {
      twice.addFirst(events.getFirst());
    }
    return twice;
  }

  private static List<SseEvent> startedTwice(List<SseEvent> events) {
    var twice = new ArrayList<SseEvent>();
    for (var event : events) {
      twice.add(event);
      if (event.text().contains("content_block_start")
          || event.text().contains("output_item.added")) {
        twice.add(event);
      }
    }
    return twice;
  }

  private static List<SseEvent> withUnknownEvents(List<SseEvent> events) {
    var more = new ArrayList<SseEvent>();
    for (var event : events) {
      boolean named = !event.name().isEmpty();
      more.add(
          named
              ? SseEvent.of("brand_new", "{\"type\":\"brand_new\",\"index\":0,\"delta\":{}}")
              : SseEvent.of("", "{\"brand_new\":{\"choices\":[1]}}"));
      more.add(event);
    }
    return more;
  }

  private static List<SseEvent> goingOn(List<SseEvent> events) {
    var more = new ArrayList<>(events);
    boolean ends = events.getLast().text().matches("\\[DONE]|.*(message_stop|completed).*");
    if (ends) {
      more.addAll(events);
    }
    return more;
  }

  @TestFactory
  Stream<DynamicTest> anOddStreamSaysTheSameToAClientOfEveryOtherDialect() {
    return Stream.of(Dialect.values())
        .flatMap(
            provider ->
                Stream.of("stream-calls-whole-pieces-empty", "stream-thoughts-text-calls")
                    .filter(name -> Files.exists(file(provider, name)))
                    .flatMap(
                        name ->
                            Stream.of(Dialect.values())
                                .filter(client -> client != provider)
                                .flatMap(
                                    client ->
                                        ODDITIES.stream()
                                            .map(oddity -> test(provider, client, name, oddity)))));
  }

  private static Path file(Dialect provider, String name) {
    return GOLDEN.resolve(provider.name().toLowerCase(Locale.ROOT)).resolve(name + "/stream.sse");
  }

  private static DynamicTest test(Dialect provider, Dialect client, String name, Oddity oddity) {
    return DynamicTest.dynamicTest(
        provider + " " + name + " to " + client + " with " + oddity.name(),
        () -> {
          var events = events(file(provider, name));
          assertThat(told(provider, client, oddity.change().apply(events)))
              .isEqualTo(told(provider, client, events));
        });
  }

  private static List<SseEvent> events(Path file) throws IOException {
    var events = new ArrayList<SseEvent>();
    for (String block : Files.readString(file).strip().split("\n\n")) {
      String name = "";
      String data = "";
      for (String line : block.split("\n")) {
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else {
          data = line.substring("data: ".length());
        }
      }
      events.add(SseEvent.of(name, data));
    }
    return events;
  }

  private static List<String> told(Dialect provider, Dialect client, List<SseEvent> events)
      throws Exception {
    String hello =
        switch (client) {
          case OPENAI_CHAT, ANTHROPIC_MESSAGES ->
              "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
          case OPENAI_RESPONSES -> "{\"input\":\"hello\"}";
          case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}";
        };
    var stream =
        Translation.between(
            client,
            provider,
            JsonBody.parse(hello.getBytes(StandardCharsets.UTF_8)),
            new TranslationOptions("shown", "some-model", true, false, 4096, "abc", 7))
            .stream();
    var told = new ArrayList<String>();
    events.forEach(event -> stream.accept(event).forEach(out -> told.add(out.text())));
    stream.end().forEach(out -> told.add(out.text()));
    assertThat(stream.complete()).isTrue();
    return told;
  }
}
