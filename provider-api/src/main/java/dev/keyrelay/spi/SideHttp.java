package dev.keyrelay.spi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Small blocking HTTP calls beside the request path: model listing, token refresh, quota readings.
 * Connect and answer are bounded by the gateway; an answer over 16 MiB is an {@link IOException}.
 */
public interface SideHttp {

  /**
   * Sends a request and waits for the whole answer, of whatever status.
   *
   * @throws IOException if there is no complete answer
   * @throws InterruptedException if the calling thread was interrupted
   */
  Answer send(UpstreamRequest request) throws IOException, InterruptedException;

  /** GET with the given headers. */
  default Answer get(URI uri, Headers headers) throws IOException, InterruptedException {
    return send(new UpstreamRequest("GET", uri, headers, JsonBody.EMPTY));
  }

  /**
   * POST of a body that is not JSON; its type is in the headers. Every gateway has it; a fake of a
   * test that sends none need not.
   */
  default Answer post(URI uri, Headers headers, byte[] body)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException(
        "post to "
            + uri.getHost()
            + ": this HTTP sends JSON alone (expected: an override of post)");
  }

  /** POST of a form, as OAuth 2 token endpoints want it (RFC 6749 appendix B). */
  default Answer submit(URI uri, Headers headers, Map<String, String> fields)
      throws IOException, InterruptedException {
    String form =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return post(
        uri,
        headers.with("Content-Type", "application/x-www-form-urlencoded"),
        form.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * GET of a JSON object.
   *
   * @throws IOException if the answer is of another status than 2xx, or not a JSON object; its
   *     message names the address and the status
   * @throws InterruptedException if the calling thread was interrupted
   */
  default JsonNode getJson(URI uri, Headers headers) throws IOException, InterruptedException {
    Answer answer = get(uri, headers.with("Accept", "application/json"));
    if (!answer.ok()) {
      throw new IOException(uri + ": status " + answer.status() + " (expected: 200)");
    }
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IOException(uri + ": the answer is not JSON", e);
    }
    if (root == null || !root.isObject()) {
      throw new IOException(uri + ": the answer is not a JSON object");
    }
    return root;
  }

  /** A complete answer. */
  record Answer(int status, Headers headers, byte[] body) {

    /** Whether the status is 2xx. */
    public boolean ok() {
      return status >= 200 && status < 300;
    }
  }
}
