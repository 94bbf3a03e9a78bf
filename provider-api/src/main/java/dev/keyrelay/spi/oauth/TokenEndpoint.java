package dev.keyrelay.spi.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.SideHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A vendor's token endpoint (RFC 6749 §3.2). */
public final class TokenEndpoint {

  private static final int MESSAGE_LIMIT = 300;

  /** Shorter ones are words of a test, which may be part of any sentence. */
  private static final int SHORTEST_SECRET = 8;

  private static final Set<String> SECRET =
      Set.of("client_secret", "refresh_token", "code", "code_verifier", "device_code");

  private final SideHttp http;
  private final InstantSource clock;
  private final URI uri;
  private final boolean basic;

  /** An endpoint that takes the client in the form. */
  public TokenEndpoint(SideHttp http, InstantSource clock, URI uri) {
    this(http, clock, uri, false);
  }

  /** An endpoint; {@code basic} shows the client by HTTP Basic as well. */
  public TokenEndpoint(SideHttp http, InstantSource clock, URI uri, boolean basic) {
    this.http = http;
    this.clock = clock;
    this.uri = uri;
    this.basic = basic;
  }

  /** The same kind of endpoint at another address, an http or https URI. */
  TokenEndpoint at(URI other) {
    return new TokenEndpoint(http, clock, other, basic);
  }

  /** Where it is. */
  public URI uri() {
    return uri;
  }

  /**
   * Asks for tokens.
   *
   * @param client who asks
   * @param grant the fields of the grant, {@code grant_type} among them
   * @throws OAuthException if the answer is not a grant
   * @throws IOException if there is no answer
   */
  public Tokens ask(OAuthClient client, Map<String, String> grant)
      throws IOException, InterruptedException {
    var form = new HashMap<>(grant);
    form.put("client_id", client.id());
    client.secret().ifPresent(secret -> form.put("client_secret", secret.reveal()));
    var asked = clock.instant();
    var answer = http.submit(uri, headers(client), form);
    JsonNode root = json(answer.body());
    JsonNode granted = root.path("data").has("access_token") ? root.path("data") : root;
    if (answer.ok() && !granted.path("access_token").asText("").isBlank()) {
      return Tokens.read(granted, asked);
    }
    throw refusal(answer.status(), root, form);
  }

  private Headers headers(OAuthClient client) {
    var headers = Headers.of("Accept", "application/json");
    if (!basic) {
      return headers;
    }
    String pair = client.id() + ":" + client.secret().map(secret -> secret.reveal()).orElse("");
    return headers.with(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private OAuthException refusal(int status, JsonNode root, Map<String, String> form) {
    String error = withoutSecrets(root.path("error").asText(""), form);
    String description =
        withoutSecrets(
            root.path("error_description").asText(root.path("message").asText("")).strip(), form);
    String text =
        uri.getHost()
            + " gave no token: status "
            + status
            + (error.isEmpty() ? "" : ", " + shortened(error))
            + (description.isEmpty() ? "" : ", " + shortened(description));
    return new OAuthException(status, error, text);
  }

  /** Some services quote what they refuse. */
  private static String withoutSecrets(String text, Map<String, String> form) {
    String told = text;
    for (var field : form.entrySet()) {
      if (SECRET.contains(field.getKey()) && field.getValue().length() >= SHORTEST_SECRET) {
        told = told.replace(field.getValue(), "[redacted]");
      }
    }
    return told;
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "…";
  }

  /** The JSON of an answer; a missing node for anything else. */
  static JsonNode json(byte[] body) throws IOException {
    try {
      JsonNode root = JsonBody.MAPPER.readTree(body);
      return root == null ? MissingNode.getInstance() : root;
    } catch (JsonProcessingException _) {
      return MissingNode.getInstance();
    }
  }
}
