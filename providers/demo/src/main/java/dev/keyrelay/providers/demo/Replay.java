package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Scripts that send what a test gives them, such as recorded traffic. */
public final class Replay {

  private Replay() {}

  /** A whole answer. */
  public static Script answer(int status, Headers headers, byte[] body) {
    return (_, answer) -> answer.send(status, headers, body);
  }

  /** A whole JSON answer. */
  public static Script json(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return (_, answer) -> answer.sendJson(status, bytes);
  }

  /** An event stream of status 200 in HTTP chunks cut as given, which ends in order. */
  public static Script chunks(List<byte[]> chunks) {
    return chunks(chunks, Duration.ZERO);
  }

  /** An event stream of status 200 in HTTP chunks cut as given, with a pause between them. */
  public static Script chunks(List<byte[]> chunks, Duration gap) {
    var copies = chunks.stream().map(byte[]::clone).toList();
    return (_, answer) -> {
      answer.beginEvents();
      for (byte[] chunk : copies) {
        answer.pause(gap);
        answer.chunk(chunk);
      }
      answer.end();
    };
  }

  /** An event stream of whole events, one HTTP chunk each. A payload is what follows "data: ". */
  public static Script events(String... payloads) {
    return chunks(Stream.of(payloads).map(Events::data).toList());
  }

  /** An event stream of text sent as it is, cut into HTTP chunks of so many bytes. */
  public static Script text(String stream, int chunkBytes) {
    return chunks(cut(stream.getBytes(StandardCharsets.UTF_8), chunkBytes));
  }

  /** Bytes on the socket as they are, status line and all; then the connection is closed. */
  public static Script bytes(byte[]... writes) {
    return (_, answer) -> {
      for (byte[] write : writes) {
        answer.raw(write);
      }
      answer.close();
    };
  }

  private static List<byte[]> cut(byte[] bytes, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("chunkBytes: " + size + " (expected: at least 1)");
    }
    return Stream.iterate(0, start -> start < bytes.length, start -> start + size)
        .map(start -> Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + size)))
        .toList();
  }
}
