package dev.keyrelay.providers.demo;

import static dev.keyrelay.providers.demo.DemoClient.HELLO;
import static dev.keyrelay.providers.demo.DemoClient.json;
import static dev.keyrelay.providers.demo.DemoClient.payloads;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakTest {

  private static final ChatScript TWENTY = ChatScript.tokens(20);

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final DemoClient client = new DemoClient(upstream);

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  @Test
  void aCutStreamEndsInOrderWithoutItsTerminalEvent() throws Exception {
    upstream.next(TWENTY.breaking(5, Break.CUT));
    assertThat(payloads(client.stream("m").body())).hasSize(5).doesNotContain("[DONE]");
  }

  @Test
  void anErrorEventComesAfterTheGivenNumberOfEvents() throws Exception {
    upstream.next(TWENTY.breaking(5, Break.ERROR_EVENT));
    var events = payloads(client.stream("m").body());
    assertThat(events).hasSize(6).doesNotContain("[DONE]");
    assertThat(events.getLast()).startsWith("{\"error\":").contains("service_unavailable");
  }

  @Test
  void anErrorCanBeTheFirstEventOfAnAnswerOfStatus200() throws Exception {
    upstream.next(TWENTY.breaking(0, Break.ERROR_EVENT));
    var response = client.stream("m");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(payloads(response.body())).singleElement().asString().startsWith("{\"error\":");
  }

  @Test
  void aResetStreamShowsItsFirstEventsAndThenFails() throws Exception {
    upstream.next(TWENTY.breaking(5, Break.RESET));
    var seen = new ByteArrayOutputStream();
    assertThatThrownBy(() -> read(seen)).isInstanceOf(SocketException.class);
    assertThat(payloads(unchunked(seen))).hasSize(5);
  }

  @Test
  void aClosedStreamEndsBeforeItsLastChunk() throws Exception {
    upstream.next(TWENTY.breaking(5, Break.CLOSE));
    var seen = new ByteArrayOutputStream();
    read(seen);
    assertThat(payloads(unchunked(seen))).hasSize(5);
    assertThat(seen.toString(UTF_8)).doesNotContain("\r\n0\r\n");

    upstream.next(TWENTY.breaking(5, Break.CLOSE));
    assertThatThrownBy(() -> client.stream("m")).isInstanceOf(IOException.class);
  }

  @Test
  void aStalledStreamGoesSilent() throws Exception {
    upstream.next(TWENTY.breaking(5, Break.STALL));
    var seen = new ByteArrayOutputStream();
    assertThatThrownBy(() -> read(seen)).isInstanceOf(SocketTimeoutException.class);
    assertThat(payloads(unchunked(seen))).hasSize(5);
  }

  @Test
  void anAnswerThatIsNoStreamBreaksInItsMiddle() throws Exception {
    upstream.next(TWENTY.breaking(5, Break.CUT));
    var cut = client.ask("m");
    assertThat(cut.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> json(cut)).isInstanceOf(JsonProcessingException.class);

    upstream.next(TWENTY.breaking(5, Break.ERROR_EVENT));
    assertThat(json(client.ask("m")).has("error")).isTrue();

    for (Break how : new Break[] {Break.CLOSE, Break.RESET}) {
      upstream.next(TWENTY.breaking(5, how));
      assertThatThrownBy(() -> client.ask("m")).isInstanceOf(IOException.class);
    }
  }

  /**
   * Sends a streamed chat on a plain socket and reads until it ends or is silent for three seconds.
   */
  private void read(ByteArrayOutputStream seen) throws IOException {
    String body = "{\"model\":\"m\",\"stream\":true," + HELLO + "}";
    String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: ";
    try (var socket = new Socket(upstream.uri().getHost(), upstream.uri().getPort())) {
      socket.setSoTimeout(3000);
      socket.getOutputStream().write((head + body.length() + "\r\n\r\n" + body).getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        seen.write(next);
      }
    }
  }

  private static String unchunked(ByteArrayOutputStream seen) {
    return seen.toString(UTF_8).replaceAll("(\r\n)+[0-9a-f]+\r\n", "\n\n");
  }
}
