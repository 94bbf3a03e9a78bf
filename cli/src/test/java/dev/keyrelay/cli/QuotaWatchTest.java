package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class QuotaWatchTest {

  private static final String CLEAR = "\u001B[2J";

  private final StringWriter out = new StringWriter();
  private final Deque<TerminalSize> sizes = new ArrayDeque<>();

  /** Ends the watch. */
  private static final class Interrupt extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Watches so many pictures of what the answers tell; an empty one is a failure. */
  private void watch(boolean json, boolean terminal, List<String> answers) {
    var left = new ArrayDeque<>(answers);
    Optional<Supplier<TerminalSize>> size =
        terminal ? Optional.of(sizes::remove) : Optional.empty();
    var writer = new PrintWriter(out);
    var time =
        new Surroundings.Time(
            () -> Instant.parse("2026-01-01T12:00:00.5Z"),
            _ -> {
              if (left.isEmpty()) {
                throw new Interrupt();
              }
            });
    var surroundings =
        new Surroundings(
            new Console(writer, writer, false, size),
            new Answers.OfInput(new java.io.BufferedReader(java.io.Reader.nullReader())),
            Map.of(),
            Path.of(""),
            new Distribution(Path.of("")),
            time);
    assertThatThrownBy(
            () ->
                new QuotaWatch(surroundings, json, Duration.ofSeconds(5))
                    .run(() -> told(left.remove()), QuotaWatchTest::picture))
        .isInstanceOf(Interrupt.class);
  }

  private static JsonNode told(String answer) {
    if (answer.isEmpty()) {
      throw new CommandException("Nothing listens there.");
    }
    return JsonBody.MAPPER.createObjectNode().put("lines", answer);
  }

  private static void picture(JsonNode stats, Console console) {
    stats.path("lines").asText().chars().forEach(c -> console.out().println("row " + (char) c));
  }

  @Test
  void eachPictureIsWrittenOverTheOneBeforeWithoutClearingTheScreen() {
    sizes.addAll(List.of(new TerminalSize(80, 24), new TerminalSize(80, 24)));
    watch(false, true, List.of("ab", "a"));
    assertThat(out.toString()).doesNotContain(CLEAR);
    String[] frames = out.toString().split("\u001B\\[H", -1);
    assertThat(frames).hasSize(3);
    assertThat(frames[1]).contains("every 5 s", "row a\u001B[K\n", "row b\u001B[K\n");
    assertThat(frames[2]).contains("row a\u001B[K\n").doesNotContain("row b").contains("\u001B[J");
  }

  @Test
  void aPictureIsNoTallerThanTheTerminalIsThen() {
    sizes.addAll(List.of(new TerminalSize(80, 24), new TerminalSize(40, 6)));
    watch(false, true, List.of("abcdefgh", "abcdefgh"));
    String small = out.toString().split("\u001B\\[H", -1)[2];
    assertThat(small).contains("row c", "… 5 more lines").doesNotContain("row d");
    assertThat(small.lines().count()).isLessThanOrEqualTo(6);
  }

  @Test
  void aGatewayThatStopsIsSaidAndTheLastFiguresStay() {
    sizes.addAll(List.of(new TerminalSize(80, 24), new TerminalSize(80, 24)));
    watch(false, true, List.of("a", ""));
    assertThat(out.toString().split("\u001B\\[H", -1)[2]).contains("row a", "Nothing listens");
  }

  @Test
  void whereThereIsNoTerminalOnePictureFollowsTheOther() {
    watch(false, false, List.of("a", "", "b"));
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            2026-01-01T12:00:00Z
            row a

            2026-01-01T12:00:00Z  Nothing listens there.
            row a

            2026-01-01T12:00:00Z
            row b

            """);
  }

  @Test
  void asJsonThereIsOneDocumentALine() {
    watch(true, false, List.of("a", ""));
    assertThat(out.toString().lines())
        .containsExactly("{\"lines\":\"a\"}", "{\"problem\":\"Nothing listens there.\"}");
  }

  @Test
  void whatDoesNotAnswerAtFirstEndsIt() {
    assertThatThrownBy(
            () ->
                new QuotaWatch(
                        new Surroundings(
                            new Console(new PrintWriter(out), new PrintWriter(out), false),
                            new Answers.OfInput(
                                new java.io.BufferedReader(java.io.Reader.nullReader())),
                            Map.of(),
                            Path.of(""),
                            new Distribution(Path.of("")),
                            Surroundings.Time.REAL),
                        false,
                        Duration.ofSeconds(5))
                    .run(() -> told(""), QuotaWatchTest::picture))
        .isInstanceOf(CommandException.class);
  }
}
