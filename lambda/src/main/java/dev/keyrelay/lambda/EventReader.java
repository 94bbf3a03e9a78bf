package dev.keyrelay.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the events of API Gateway and function URLs, telling the two payload formats apart. Their
 * fields: "Lambda proxy integration" (1.0) and "Working with AWS Lambda proxy integrations for HTTP
 * APIs" (2.0) in the API Gateway developer guide.
 */
final class EventReader {

  private static final String DEFAULT_STAGE = "$default";

  private EventReader() {}

  /**
   * Reads an event; its body comes uncompressed.
   *
   * @throws IOException if it is not JSON, or not an HTTP request
   */
  static HttpEvent read(byte[] json) throws IOException {
    JsonNode event = JsonBody.MAPPER.readTree(json);
    var context = event.path("requestContext");
    if (context.path("http").has("method")) {
      return PlainBodies.of(v2(event));
    }
    if (event.has("httpMethod") && event.has("path") && !context.has("elb")) {
      return PlainBodies.of(v1(event));
    }
    throw new IOException(
        "event: "
            + kind(context)
            + ", neither of payload format 1.0 nor 2.0 (expected: a request of a REST or HTTP API"
            + " of API Gateway, or of a function URL)");
  }

  private static String kind(JsonNode context) {
    if (context.has("elb")) {
      return "a request of an Application Load Balancer";
    }
    return context.has("connectionId") ? "a message of a WebSocket API" : "no HTTP request";
  }

  private static HttpEvent v2(JsonNode event) throws IOException {
    var context = event.path("requestContext");
    String path = event.path("rawPath").asText(context.path("http").path("path").asText("/"));
    return new HttpEvent(
        id(event),
        HttpEvent.Format.V2,
        context.path("http").path("method").asText(""),
        uri(
            routed(event, path, context.path("stage").asText("")),
            event.path("rawQueryString").asText("")),
        headers(event),
        body(event));
  }

  private static HttpEvent v1(JsonNode event) throws IOException {
    return new HttpEvent(
        id(event),
        HttpEvent.Format.V1,
        event.path("httpMethod").asText(""),
        uri(routed(event, event.path("path").asText("/"), ""), query(event)),
        headers(event),
        body(event));
  }

  private static String id(JsonNode event) {
    return event.path("requestContext").path("requestId").asText("");
  }

  /**
   * The path that was meant for the function: what a greedy resource {@code {proxy+}} matched, so
   * that neither the base path of a custom domain nor a stage counts; else the path without its
   * stage.
   */
  private static String routed(JsonNode event, String path, String stage) {
    String proxy = event.path("pathParameters").path("proxy").asText("");
    if (!proxy.isEmpty() && path.endsWith("/" + proxy)) {
      return "/" + proxy;
    }
    String prefix = "/" + stage;
    boolean staged = !stage.isEmpty() && !stage.equals(DEFAULT_STAGE);
    if (staged && (path.equals(prefix) || path.startsWith(prefix + "/"))) {
      return path.length() == prefix.length() ? "/" : path.substring(prefix.length());
    }
    return path.isEmpty() ? "/" : path;
  }

  /** Function URLs tell paths as they came, API Gateway tells them decoded. */
  private static URI uri(String told, String query) throws IOException {
    // The address of a function URL ends with a slash, and clients put theirs behind it.
    String path = told.startsWith("//") ? "/" + told.replaceFirst("^/+", "") : told;
    String suffix = query.isEmpty() ? "" : "?" + query;
    try {
      return new URI(path + suffix);
    } catch (URISyntaxException decoded) {
      try {
        return new URI(new URI(null, null, path, null).getRawPath() + suffix);
      } catch (URISyntaxException e) {
        throw new IOException("event: the path or query is not one of a URI", e);
      }
    }
  }

  /** Format 1.0 tells parameters decoded; every value if it is asked to, else the last. */
  private static String query(JsonNode event) {
    var pairs = new ArrayList<String>();
    var all = event.path("multiValueQueryStringParameters");
    var named = all.isObject() ? all : event.path("queryStringParameters");
    for (var one : named.properties()) {
      for (String value : texts(one.getValue())) {
        pairs.add(encoded(one.getKey()) + "=" + encoded(value));
      }
    }
    return String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, List<String>> headers(JsonNode event) {
    var headers = new LinkedHashMap<String, List<String>>();
    var all = event.path("multiValueHeaders");
    var named = all.isObject() ? all : event.path("headers");
    for (var one : named.properties()) {
      headers.put(one.getKey(), texts(one.getValue()));
    }
    return headers;
  }

  private static List<String> texts(JsonNode value) {
    if (!value.isArray()) {
      return List.of(value.asText());
    }
    var texts = new ArrayList<String>();
    value.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static byte[] body(JsonNode event) throws IOException {
    String text = event.path("body").asText("");
    if (!event.path("isBase64Encoded").asBoolean()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("event: isBase64Encoded is true and the body is not base64", e);
    }
  }
}
