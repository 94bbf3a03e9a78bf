package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Reads HTTP/1.1 requests (RFC 9112) off a connection. */
final class RequestReader {

  /** The parts of a request. */
  record Parts(String method, String target, Headers headers, byte[] body) {

    /** Whether the connection ends with this exchange. */
    boolean last() {
      return headers.first("Connection").filter("close"::equalsIgnoreCase).isPresent();
    }
  }

  /** Bytes that are not an HTTP/1.1 request, such as the beginning of a TLS session. */
  static final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    NotHttpException(String message) {
      super(message);
    }
  }

  /** Asked before the body of a request that expects leave to send it. */
  @FunctionalInterface
  interface Leave {
    void give() throws IOException;
  }

  private static final byte[] NOTHING = new byte[0];

  private final SocketBytes bytes;
  private final Leave leave;

  RequestReader(SocketBytes bytes, Leave leave) {
    this.bytes = bytes;
    this.leave = leave;
  }

  /** The next request; absent if the client closed the connection instead. */
  Optional<Parts> next() throws IOException {
    var first = bytes.line();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] words = first.get().split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      throw new NotHttpException("the first line is not that of an HTTP/1.1 request");
    }
    Headers headers = headers();
    if (headers.first("Expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
      leave.give();
    }
    return Optional.of(new Parts(words[0], words[1], headers, body(headers)));
  }

  private Headers headers() throws IOException {
    var all = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (String line = requiredLine(); !line.isEmpty(); line = requiredLine()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new NotHttpException("a header line without a name");
      }
      all.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return Headers.of(all);
  }

  private byte[] body(Headers headers) throws IOException {
    boolean chunked =
        headers
            .first("Transfer-Encoding")
            .filter(value -> value.toLowerCase(Locale.ROOT).contains("chunked"))
            .isPresent();
    if (chunked) {
      return chunks();
    }
    int length = headers.first("Content-Length").map(text -> number(text, 10)).orElse(0);
    return length == 0 ? NOTHING : bytes.exactly(length);
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      String size = requiredLine();
      int semicolon = size.indexOf(';');
      int length = number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
      byte[] withBreak = length == 0 ? NOTHING : bytes.exactly(length + 2);
      if (length == 0) {
        while (!requiredLine().isEmpty()) {
          // Trailers are of no interest.
        }
        return body.toByteArray();
      }
      body.writeBytes(Arrays.copyOf(withBreak, length));
    }
  }

  private String requiredLine() throws IOException {
    return bytes.line().orElseThrow(() -> new NotHttpException("the request ends in its head"));
  }

  private static int number(String text, int radix) {
    try {
      return Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("length: " + text + " (expected: a number)", e);
    }
  }
}
