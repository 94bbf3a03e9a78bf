package dev.keyrelay.server;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.nio.charset.StandardCharsets;

/**
 * The page that clients and quota viewers probe to see whether anything answers; the words are
 * theirs.
 */
@Controller
final class RootController {

  private static final byte[] RUNNING =
      "{\"Status\":\"API Key Proxy is running\"}".getBytes(StandardCharsets.UTF_8);

  /**
   * The content type is set by hand because Micronaut leaves it out of the answer to HEAD
   * otherwise.
   */
  @Get
  HttpResponse<byte[]> status() {
    return HttpResponse.ok(RUNNING).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
