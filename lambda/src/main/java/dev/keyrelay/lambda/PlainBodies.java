package dev.keyrelay.lambda;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Undoes the compression of request bodies, as the server does: API Gateway and function URLs pass
 * them on as they came.
 */
final class PlainBodies {

  private static final String ENCODING = "content-encoding";

  /** The most that a body may become, in bytes: the server's own default. */
  private static final int MOST = 32 << 20;

  private PlainBodies() {}

  /**
   * An event with its body uncompressed, and without the header that said so. One that is damaged,
   * too large or compressed in another way stays as it is, and is refused where it is read.
   */
  static HttpEvent of(HttpEvent event) {
    var name = event.headers().keySet().stream().filter(ENCODING::equalsIgnoreCase).findFirst();
    if (name.isEmpty()) {
      return event;
    }
    var headers = new LinkedHashMap<>(event.headers());
    String encoding = String.join(",", headers.remove(name.get())).strip();
    try (var in = opened(encoding.toLowerCase(Locale.ROOT), event.body())) {
      byte[] plain = in.readNBytes(MOST + 1);
      return plain.length > MOST
          ? event
          : new HttpEvent(event.id(), event.format(), event.method(), event.uri(), headers, plain);
    } catch (IOException e) {
      return event;
    }
  }

  private static InputStream opened(String encoding, byte[] body) throws IOException {
    var in = new ByteArrayInputStream(body);
    return switch (encoding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(in);
      case "deflate", "x-deflate" -> new InflaterInputStream(in);
      case "identity" -> in;
      default -> throw new IOException("content-encoding: " + encoding);
    };
  }
}
