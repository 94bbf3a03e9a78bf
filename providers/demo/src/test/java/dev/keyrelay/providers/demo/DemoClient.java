package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A plain client over real sockets. */
final class DemoClient implements AutoCloseable {

  static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  DemoClient(ScriptedUpstream upstream) {
    this.base = upstream.openAiUri();
  }

  HttpResponse<String> chat(String fields) throws IOException, InterruptedException {
    return post("/chat/completions", "{" + fields + "}", "");
  }

  /** A chat about nothing, for a model. */
  HttpResponse<String> ask(String model) throws IOException, InterruptedException {
    return chat("\"model\":\"" + model + "\"," + HELLO);
  }

  /** A streamed chat about nothing. */
  HttpResponse<String> stream(String model) throws IOException, InterruptedException {
    return chat("\"model\":\"" + model + "\",\"stream\":true," + HELLO);
  }

  HttpResponse<String> post(String path, String body, String key)
      throws IOException, InterruptedException {
    return http.send(request(path, body, key), HttpResponse.BodyHandlers.ofString());
  }

  HttpRequest request(String path, String body, String key) {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return (key.isEmpty() ? request : request.header("Authorization", "Bearer " + key)).build();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(base + path)).GET().build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpClient http() {
    return http;
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JsonBody.MAPPER.readTree(response.body());
  }

  /** The payloads of all events of a stream. */
  static List<String> payloads(String stream) {
    var payloads = new ArrayList<String>();
    for (String event : stream.split("\n\n", -1)) {
      if (event.startsWith("data: ")) {
        payloads.add(event.substring(6));
      }
    }
    return payloads;
  }

  /** The payloads as JSON, without the terminal event. */
  static List<JsonNode> chunks(String stream) throws IOException {
    var chunks = new ArrayList<JsonNode>();
    for (String payload : payloads(stream)) {
      if (!payload.equals("[DONE]")) {
        chunks.add(JsonBody.MAPPER.readTree(payload.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return chunks;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
