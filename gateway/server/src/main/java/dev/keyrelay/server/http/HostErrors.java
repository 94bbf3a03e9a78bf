package dev.keyrelay.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.http.HttpRequest;
import java.io.UncheckedIOException;

/** Errors that a host finds outside the controllers, in the shape of the request's surface. */
public final class HostErrors {

  private HostErrors() {}

  /** The error as JSON. */
  public static byte[] body(HttpRequest<?> request, ClientError error) {
    return body(Surface.of(request), error);
  }

  /** The same where nothing is known of a request but its path. */
  public static byte[] body(String path, ClientError error) {
    return body(Surface.at(path), error);
  }

  private static byte[] body(Surface surface, ClientError error) {
    try {
      return JsonBody.MAPPER.writeValueAsBytes(Dialects.errors(surface.dialect()).body(error));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
