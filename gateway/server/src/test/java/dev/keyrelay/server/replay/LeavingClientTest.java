package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that close the connection as soon as they have read the end, as agents do. */
class LeavingClientTest {

  @ParameterizedTest
  @CsvSource({
    "CHAT, CHAT, [DONE]",
    "RESPONSES, RESPONSES, \"response.completed\"",
    "ANTHROPIC, ANTHROPIC, \"message_stop\"",
    "CHAT, RESPONSES, \"response.completed\"",
    "CHAT, ANTHROPIC, \"message_stop\"",
    "ANTHROPIC, CHAT, [DONE]",
    "RESPONSES, GEMINI, \"finishReason\""
  })
  void aClientThatLeavesAfterTheTerminalEventHasBeenServed(
      Side provider, Side client, String terminal) throws IOException {
    byte[] stream = RecordedRequestTest.own(provider, true).answer();
    String model = provider.only + "/m";
    try (var gateway = new ReplayGateway()) {
      gateway.answers(
          (_, answer) -> {
            answer.beginEvents();
            answer.chunk(stream);
            answer.stall();
          });
      var response = gateway.open(client.path(model, true), client.ask(model, true));
      try (var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        String line = lines.readLine();
        while (line != null && !line.contains(terminal)) {
          line = lines.readLine();
        }
        assertThat(line).contains(terminal);
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.usage(provider.only).successes()).isOne());
      var used = gateway.usage(provider.only);
      assertThat(used.cancelled()).isZero();
      assertThat(used.partial()).isZero();
      assertThat(used.output()).isEqualTo(9);
    }
  }
}
