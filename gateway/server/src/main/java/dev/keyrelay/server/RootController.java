package dev.keyrelay.server;

import dev.keyrelay.server.answer.Answers;
import dev.keyrelay.spi.Headers;
import io.micronaut.http.HttpResponse;
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

  private static final Headers JSON = Headers.of("Content-Type", "application/json");

  @Get
  HttpResponse<?> status() {
    return Answers.complete(200, JSON, RUNNING);
  }
}
