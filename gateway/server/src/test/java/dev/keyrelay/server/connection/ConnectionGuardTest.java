package dev.keyrelay.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionGuardTest {

  private static final String HEAD = "POST /v1/messages HTTP/1.1\r\nHost: x\r\n";

  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel.pipeline().addLast("codec", new HttpServerCodec());
    new ConnectionGuard().around(channel.pipeline(), "codec");
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aHeadThatDribblesIsRefused() {
    for (int seconds = 0; seconds < 30; seconds++) {
      assertThat(channel.isOpen()).as("after %d s", seconds).isTrue();
      send("GET / HTTP/1.1\r\nHost: and so on, letter by letter".substring(seconds, seconds + 1));
      pass(Duration.ofSeconds(1));
    }

    assertThat(said()).contains(" 408 ", "onnection: close", "not complete after 30 s");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aBodyThatDribblesIsRefusedInTheDialectOfItsPath() {
    send(HEAD + "Content-Length: 1000\r\n\r\n");
    for (int seconds = 0; seconds < 30; seconds++) {
      assertThat(channel.isOpen()).as("after %d s", seconds).isTrue();
      send("x");
      pass(Duration.ofSeconds(1));
    }

    assertThat(said()).contains(" 408 ", "\"type\":\"error\"", "request body: not complete");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aLargeBodyMayTakeItsTimeOnASlowLine() {
    int size = 30 << 20;
    send(HEAD + "Content-Length: " + size + "\r\n\r\n");
    byte[] second = new byte[4096];
    for (int sent = 0; sent < size; sent += second.length) {
      read(Unpooled.wrappedBuffer(second));
      pass(Duration.ofSeconds(1));
    }

    assertThat(channel.isOpen()).isTrue();
    answer();
    assertThat(said()).contains(" 200 ");
  }

  @Test
  void aBodyThatStopsIsRefused() {
    send(HEAD + "Content-Length: 90000\r\n\r\n" + "x".repeat(40_960));

    pass(Duration.ofSeconds(39));
    assertThat(channel.isOpen()).isTrue();

    pass(Duration.ofSeconds(1));
    assertThat(said()).contains("not complete after 40 s");
  }

  @Test
  void aBodyThatNobodyWaitsForHasNoSecondAnswer() {
    send(HEAD + "Content-Length: 1000\r\n\r\n");
    answer();
    assertThat(said()).contains(" 200 ");

    pass(Duration.ofSeconds(30));

    assertThat(said()).isEmpty();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aConnectionMayWaitLongForItsAnswerButNotForARequest() {
    send(HEAD + "Content-Length: 1\r\n\r\nx");
    pass(Duration.ofHours(1));
    assertThat(channel.isOpen()).isTrue();
    answer();
    assertThat(said()).contains(" 200 ");

    pass(Duration.ofSeconds(595));
    assertThat(channel.isOpen()).isTrue();

    pass(Duration.ofSeconds(5));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void theNextHeadHasItsTimeFromTheEndOfTheAnswerBeforeIt() {
    send(HEAD + "Content-Length: 1\r\n\r\nx");
    send("GET / HT");
    pass(Duration.ofHours(1));
    assertThat(channel.isOpen()).isTrue();
    answer();

    pass(Duration.ofSeconds(29));
    assertThat(channel.isOpen()).isTrue();
    pass(Duration.ofSeconds(6));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aDamagedBodyIsTheLastOfItsConnection() {
    send(HEAD + "Transfer-Encoding: chunked\r\n\r\nno number\r\n");
    answer();

    assertThat(said()).contains(" 200 ", "onnection: close");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anEncodingThatIsNotUnderstoodMakesARequestUnreadable() {
    channel.pipeline().remove("arrivals");
    channel.writeInbound(text(HEAD + "Content-Length: 1\r\nTransfer-Encoding: xchunked\r\n\r\nx"));

    HttpRequest request = channel.readInbound();

    assertThat(request.decoderResult().cause()).hasMessage("Transfer-Encoding: xchunked");
  }

  private void send(String text) {
    read(text(text));
  }

  private void read(ByteBuf bytes) {
    channel.writeInbound(bytes);
    for (Object seen = channel.readInbound(); seen != null; seen = channel.readInbound()) {
      ReferenceCountUtil.release(seen);
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private void answer() {
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response.headers().set("Content-Length", 0);
    channel.writeOutbound(response);
  }

  /** What has been written since the last time. */
  private String said() {
    var text = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      text.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return text.toString();
  }

  private void pass(Duration time) {
    for (long seconds = 0; seconds < time.toSeconds(); seconds++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }
}
