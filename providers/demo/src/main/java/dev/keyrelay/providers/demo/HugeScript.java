package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Answers a chat with an endless word, made while it is sent. A stream has it in events of 64 KiB.
 *
 * @param bytes the length of the word
 */
public record HugeScript(long bytes) implements Script {

  private static final int PIECE = 65_536;

  @Override
  public void play(ReceivedRequest request, Answer answer) throws IOException {
    byte[] word = new byte[PIECE];
    Arrays.fill(word, (byte) 'x');
    if (request.stream()) {
      stream(new String(word, StandardCharsets.US_ASCII), answer);
    } else {
      whole(word, answer);
    }
  }

  private void whole(byte[] word, Answer answer) throws IOException {
    byte[] before =
        ("{\"id\":\"chatcmpl-demo\",\"object\":\"chat.completion\",\"created\":0,\"model\":\"huge\","
             + "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":"
             + "{\"role\":\"assistant\",\"content\":\"")
            .getBytes(StandardCharsets.UTF_8);
    byte[] after =
        ("\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}")
            .getBytes(StandardCharsets.UTF_8);
    var headers = Headers.of("Content-Type", "application/json");
    answer.begin(200, headers, before.length + bytes + after.length, before);
    for (long sent = 0; sent < bytes; sent += PIECE) {
      answer.raw(bytes - sent < PIECE ? Arrays.copyOf(word, (int) (bytes - sent)) : word);
    }
    answer.raw(after);
    answer.complete();
  }

  private void stream(String word, Answer answer) throws IOException {
    answer.beginEvents();
    for (long sent = 0; sent < bytes; sent += PIECE) {
      String piece = word.substring(0, (int) Math.min(PIECE, bytes - sent));
      answer.chunk(Events.data(chunk("{\"content\":\"" + piece + "\"}", "null")));
    }
    answer.chunk(Events.data(chunk("{}", "\"stop\"")));
    answer.chunk(Events.DONE);
    answer.end();
  }

  private static String chunk(String delta, String reason) {
    return "{\"id\":\"chatcmpl-demo\",\"object\":\"chat.completion.chunk\",\"created\":0,"
        + "\"model\":\"huge\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}";
  }
}
