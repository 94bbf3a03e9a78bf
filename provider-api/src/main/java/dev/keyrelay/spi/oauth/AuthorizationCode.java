package dev.keyrelay.spi.oauth;

import dev.keyrelay.spi.Credential.OAuthAccount;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The authorization code grant with PKCE S256 (RFC 6749 §4.1, RFC 7636). */
public final class AuthorizationCode {

  private final URI page;
  private final TokenEndpoint endpoint;

  /** A grant that begins at an authorization page and ends at a token endpoint. */
  public AuthorizationCode(URI page, TokenEndpoint endpoint) {
    this.page = page;
    this.endpoint = endpoint;
  }

  /**
   * The page to open.
   *
   * @param more further parameters that the vendor wants, such as {@code scope}
   */
  public URI page(
      OAuthClient client, URI redirect, String state, String challenge, Map<String, String> more) {
    var query = new LinkedHashMap<String, String>();
    query.put("response_type", "code");
    query.put("client_id", client.id());
    query.put("redirect_uri", redirect.toString());
    query.put("state", state);
    query.put("code_challenge", challenge);
    query.put("code_challenge_method", "S256");
    query.putAll(more);
    return withQuery(page, query);
  }

  /** A URI with query parameters. */
  public static URI withQuery(URI uri, Map<String, String> query) {
    return URI.create(
        uri
            + (uri.getRawQuery() == null ? "?" : "&")
            + query.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Exchanges the code of the callback for an account. */
  public OAuthAccount exchange(OAuthClient client, String code, URI redirect, String verifier)
      throws IOException, InterruptedException {
    var tokens =
        endpoint.ask(
            client,
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                redirect.toString(),
                "code_verifier",
                verifier));
    return tokens.account(client, endpoint.uri().toString());
  }
}
