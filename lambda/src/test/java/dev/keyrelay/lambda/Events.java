package dev.keyrelay.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** Events as Lambda sends them. */
final class Events {

  private Events() {}

  /** The event of a file below {@code events/}, to be changed at will. */
  static ObjectNode of(String name) throws IOException {
    try (var in = Events.class.getResourceAsStream("/events/" + name + ".json")) {
      return (ObjectNode) JsonBody.MAPPER.readTree(in);
    }
  }

  static byte[] bytes(JsonNode event) throws IOException {
    return JsonBody.MAPPER.writeValueAsBytes(event);
  }

  /** A request to a function URL. */
  static ObjectNode v2(String method, String path, Map<String, String> headers, byte[] body) {
    ObjectNode event = JsonBody.MAPPER.createObjectNode();
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    event.put("version", "2.0").put("rawPath", bare);
    event.put("rawQueryString", query < 0 ? "" : path.substring(query + 1));
    var all = event.putObject("headers");
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    var context = event.putObject("requestContext").put("stage", "$default");
    context.putObject("http").put("method", method).put("path", bare);
    event.put("isBase64Encoded", true);
    return event.put("body", Base64.getEncoder().encodeToString(body));
  }

  static byte[] v2(HttpExchange exchange, byte[] body) throws IOException {
    var headers = new java.util.HashMap<String, String>();
    exchange.getRequestHeaders().forEach((n, values) -> headers.put(n, String.join(",", values)));
    return bytes(
        v2(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
  }
}
