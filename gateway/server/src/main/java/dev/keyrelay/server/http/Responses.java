package dev.keyrelay.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.server.answer.Answers;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.http.HttpResponse;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/** Responses of the gateway's own making. */
final class Responses {

  private static final Headers JSON = Headers.of("Content-Type", "application/json");

  /** Clients and reverse proxies mostly read 8 KiB of headers. */
  private static final int LONGEST_LIST = 2048;

  private Responses() {}

  /** A JSON document. */
  static HttpResponse<?> json(int status, JsonNode body) {
    return json(status, Headers.NONE, body);
  }

  static HttpResponse<?> json(int status, Headers headers, JsonNode body) {
    try {
      return json(status, headers, JsonBody.MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HttpResponse<?> json(int status, Headers headers, byte[] body) {
    return Answers.complete(status, headers.with("Content-Type", "application/json"), body);
  }

  /** The refusal of a client that presents no right key. */
  static HttpResponse<?> refusal(Dialect dialect, ClientError error) {
    return error(dialect, error, errorHeaders(error).with("WWW-Authenticate", "Bearer"));
  }

  /** An error in a dialect's shape; says when to come back, if known. */
  static HttpResponse<?> error(Dialect dialect, ClientError error) {
    return error(dialect, error, errorHeaders(error));
  }

  /** An error in a dialect's shape with headers. */
  static HttpResponse<?> error(Dialect dialect, ClientError error, Headers headers) {
    var shape = Dialects.errors(dialect);
    return json(shape.status(error), headers, shape.body(error));
  }

  /**
   * A text as a header's value: what is no printable ASCII is percent-encoded UTF-8, as names of
   * models and fields may be in any language.
   */
  static String headerText(String text) {
    if (text.chars().allMatch(Responses::printable)) {
      return text;
    }
    var encoded = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      if (printable(one)) {
        encoded.append((char) one);
      } else {
        encoded.append("%%%02X".formatted(one));
      }
    }
    return encoded.toString();
  }

  /** Some texts as a header's value; of many the first, and how many more there are. */
  static String headerList(List<String> texts) {
    var list = new StringJoiner(", ");
    int told = 0;
    for (String text : texts) {
      String next = headerText(text);
      if (list.length() + next.length() > LONGEST_LIST) {
        list.add("and " + (texts.size() - told) + " more");
        break;
      }
      list.add(next);
      told++;
    }
    return list.toString();
  }

  private static boolean printable(int character) {
    return character >= ' ' && character <= '~';
  }

  static Headers errorHeaders(ClientError error) {
    return error
        .secondsToWait()
        .map(seconds -> JSON.with("Retry-After", Long.toString(seconds)))
        .orElse(JSON);
  }
}
