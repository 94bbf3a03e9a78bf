package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.Replay;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponsesSurfaceTest {

  private static final String ANSWER =
      "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"output\":[],"
          + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1,\"total_tokens\":4}}";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aResponseGoesThroughAsItIs() throws Exception {
    gateway.upstream.on("/v1/responses").answer(Replay.json(200, ANSWER));
    var answer = gateway.post("/v1/responses", "{\"model\":\"openai/gpt-x\",\"input\":\"hi\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(ANSWER);
    assertThat(gateway.upstream.requests("/v1/responses").getFirst().model()).isEqualTo("gpt-x");
  }

  @Test
  void noResponseIsStored() throws Exception {
    for (String method : new String[] {"GET", "DELETE"}) {
      var answer = gateway.send(method, "/v1/responses/resp_1", "");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(json(answer).at("/error/message").textValue()).contains("resp_1");
    }
    assertThat(gateway.get("/v1/responses").statusCode()).isEqualTo(405);
  }

  /** The JDK's client sends no upgrade of one's own, so this one is written by hand. */
  @Test
  void aWebsocketIsToldThatAnUpgradeIsNotOffered() throws Exception {
    try (var socket = new Socket(gateway.uri().getHost(), gateway.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET /v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + TestGateway.KEY
                      + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      + "Sec-WebSocket-Version: 13\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(status).isEqualTo("HTTP/1.1 426");
    }
  }
}
