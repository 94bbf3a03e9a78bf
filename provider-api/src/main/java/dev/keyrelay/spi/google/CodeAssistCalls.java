package dev.keyrelay.spi.google;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Side calls to Code Assist and to the Google services around it. */
public final class CodeAssistCalls {

  /** Where Code Assist is. */
  public static final URI HOST = URI.create("https://cloudcode-pa.googleapis.com");

  private final SideHttp http;
  private final URI base;

  /** Calls below a base, such as {@link #HOST}. */
  public CodeAssistCalls(SideHttp http, URI base) {
    this.http = http;
    this.base = base;
  }

  /** A refusal, with what the service says. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode error;

    RefusedException(String what, int status, JsonNode error) {
      super(
          what
              + ": status "
              + status
              + " (expected: 200)"
              + (error.path("message").isTextual() ? ": " + error.path("message").asText() : ""));
      this.status = status;
      this.error = error;
    }

    int status() {
      return status;
    }

    boolean says(String word) {
      return error.toString().contains(word);
    }

    String words() {
      return error.path("message").asText("status " + status);
    }
  }

  /**
   * The answer of a method such as {@code loadCodeAssist}.
   *
   * @throws IOException if the answer is not a JSON object with status 200; the message names
   *     method and status
   */
  public JsonNode call(OAuthAccount account, String method, ObjectNode body)
      throws IOException, InterruptedException {
    var uri = URI.create(base + "/v1internal:" + method);
    var request =
        UpstreamRequest.post(
            uri, headers(account).with("Accept", "application/json"), JsonBody.of(body));
    return object(method, account, http.send(request));
  }

  /** The answer of a long-running operation such as {@code operations/abc}. */
  JsonNode operation(OAuthAccount account, String name) throws IOException, InterruptedException {
    return get(account, URI.create(base + "/v1internal/" + name));
  }

  /** The answer at another Google address. */
  JsonNode get(OAuthAccount account, URI uri) throws IOException, InterruptedException {
    return object(uri.getPath(), account, http.get(uri, headers(account)));
  }

  /** Some services quote the token that they refuse. */
  private static byte[] told(SideHttp.Answer answer, OAuthAccount account) {
    return new String(answer.body(), StandardCharsets.UTF_8)
        .replace(account.accessToken().reveal(), "[redacted]")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Headers headers(OAuthAccount account) {
    return Headers.NONE.with("Authorization", "Bearer ", account.accessToken());
  }

  private static JsonNode object(String what, OAuthAccount account, SideHttp.Answer answer)
      throws IOException {
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(answer.ok() ? answer.body() : told(answer, account));
    } catch (JsonProcessingException _) {
      throw new IOException(
          what + ": status " + answer.status() + ", and the answer is not JSON (expected: JSON)");
    }
    if (!answer.ok()) {
      throw new RefusedException(what, answer.status(), root.path("error"));
    }
    if (!root.isObject()) {
      throw new IOException(what + ": the answer is not a JSON object");
    }
    return root;
  }
}
