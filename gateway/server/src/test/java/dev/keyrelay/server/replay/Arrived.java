package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a client was sent.
 *
 * @param type the content type
 * @param dropped what the answer's header says was left out
 */
record Arrived(int status, String type, String dropped, byte[] body) {

  private static final Pattern TOLD =
      Pattern.compile("(?m)(?:^: x-keyrelay-dropped: |\"finishMessage\":\"left out: )([^\"\n]*)");

  static Arrived of(HttpResponse<byte[]> response) {
    return new Arrived(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse(""),
        response.headers().firstValue("x-keyrelay-dropped").orElse(""),
        response.body());
  }

  boolean events() {
    return type.startsWith("text/event-stream");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** What the header and, of a stream, the comment or the message at its end say was left out. */
  String told() {
    var told = new StringBuilder(dropped);
    var inside = TOLD.matcher(text());
    while (inside.find()) {
      told.append(told.isEmpty() ? "" : ", ").append(inside.group(1));
    }
    return told.toString();
  }

  /** The JSON payloads: one of a whole answer, those of the events of a stream. */
  List<JsonNode> payloads() {
    return payloads(body, events());
  }

  static List<JsonNode> payloads(byte[] body, boolean events) {
    try {
      if (!events) {
        return List.of(JsonBody.MAPPER.readTree(body));
      }
      var payloads = new ArrayList<JsonNode>();
      for (var event : events(body)) {
        if (!event.text().equals("[DONE]")) {
          payloads.add(JsonBody.MAPPER.readTree(event.data()));
        }
      }
      return payloads;
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + new String(body, StandardCharsets.UTF_8), e);
    }
  }

  /** The events of a stream, by a reader of the test's own. */
  static List<SseEvent> events(byte[] body) {
    var events = new ArrayList<SseEvent>();
    String name = "";
    var data = new ArrayList<String>();
    for (String line : new String(body, StandardCharsets.UTF_8).split("\r\n|\n|\r", -1)) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          events.add(SseEvent.of(name, String.join("\n", data)));
        }
        name = "";
        data.clear();
      } else if (line.startsWith("data:")) {
        data.add(line.substring(5).strip());
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      }
    }
    if (!data.isEmpty()) {
      events.add(SseEvent.of(name, String.join("\n", data)));
    }
    return events;
  }
}
