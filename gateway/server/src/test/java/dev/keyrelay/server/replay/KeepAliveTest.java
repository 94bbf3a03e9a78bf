package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that are silent for long, from a provider of the client's dialect and of another. */
class KeepAliveTest {

  private static final String[] OFTEN = {"STREAM_HEARTBEAT_INTERVAL_SECONDS", "0.05"};

  /** Upstream says its first words, and the rest when it may. */
  private static void sayInTwo(ReplayGateway gateway, Side provider, CountDownLatch may) {
    String stream =
        new String(RecordedRequestTest.own(provider, true).answer(), StandardCharsets.UTF_8);
    int cut = stream.indexOf("\n\n", stream.indexOf("look.")) + 2;
    gateway.answers(
        (_, answer) -> {
          answer.beginEvents();
          answer.chunk(stream.substring(0, cut).getBytes(StandardCharsets.UTF_8));
          await(may);
          answer.chunk(stream.substring(cut).getBytes(StandardCharsets.UTF_8));
          answer.end();
        });
  }

  private static void await(CountDownLatch may) {
    try {
      assertThat(may.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BufferedReader open(ReplayGateway gateway, Side client, Side provider) {
    String model = provider.only + "/m";
    var response = gateway.open(client.path(model, true), client.ask(model, true));
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static List<String> comments(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(":")).toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "RESPONSES", "ANTHROPIC"})
  void aSilentStreamIsKeptAliveByCommentsThatAreNoEvents(Side client) throws IOException {
    for (var provider : List.of(client, Side.GEMINI)) {
      try (var gateway = new ReplayGateway(OFTEN)) {
        var may = new CountDownLatch(1);
        sayInTwo(gateway, provider, may);
        var lines = new ArrayList<String>();
        try (var reader = open(gateway, client, provider)) {
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (comments(lines).size() == 2) {
              may.countDown();
            }
          }
        }
        assertThat(comments(lines)).contains(": keep-alive");
      }
    }
  }

  /** While a client of chat hears comments, one of Gemini, which came before, hears none. */
  @Test
  void noCommentIsSentToAClientOfGemini() throws IOException {
    for (var provider : List.of(Side.GEMINI, Side.CHAT)) {
      try (var gateway = new ReplayGateway(OFTEN)) {
        var may = new CountDownLatch(1);
        sayInTwo(gateway, provider, may);
        try (var quiet = open(gateway, Side.GEMINI, provider)) {
          var heard = new ArrayList<String>();
          heard.add(quiet.readLine());
          try (var chat = open(gateway, Side.CHAT, provider)) {
            var beats = new ArrayList<String>();
            while (comments(beats).size() < 3) {
              beats.add(chat.readLine());
            }
            may.countDown();
            quiet.lines().forEach(heard::add);
          }
          assertThat(heard).anyMatch(line -> line.contains("finishReason"));
          assertThat(comments(heard)).isEmpty();
        }
      }
    }
  }
}
