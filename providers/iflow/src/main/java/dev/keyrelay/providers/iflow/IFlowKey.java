package dev.keyrelay.providers.iflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.oauth.AuthorizationCode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** The second step of a login: the key that model calls use, and whose it is. */
final class IFlowKey implements AccountPreparation {

  private final SideHttp http;
  private final URI userInfo;

  IFlowKey(SideHttp http, URI userInfo) {
    this.http = http;
    this.userInfo = userInfo;
  }

  /** An account that came without its key, such as one of unnumbered variables, fetches it. */
  @Override
  public boolean isComplete(OAuthAccount account) {
    return account.secret("api_key").isPresent();
  }

  @Override
  public Step next(OAuthAccount account) throws IOException, InterruptedException {
    return new Ready(fetch(account));
  }

  /** The account with its key and its email, or its phone number where there is no email. */
  OAuthAccount fetch(OAuthAccount account) throws IOException, InterruptedException {
    // The service reads the token from the query alone; no error may name this address.
    var address =
        AuthorizationCode.withQuery(
            userInfo, Map.of("accessToken", account.accessToken().reveal()));
    JsonNode data = data(answer(address));
    String key = data.path("apiKey").asText("");
    if (key.isBlank()) {
      throw new IOException("iFlow user info: no apiKey (expected: data.apiKey, a text)");
    }
    String owner = data.path("email").asText("");
    String name = owner.isBlank() ? data.path("phone").asText("") : owner;
    var complete = account.withSecret("api_key", Secret.of(key.strip()));
    return name.isBlank() ? complete : complete.withAttribute("email", name);
  }

  private SideHttp.Answer answer(URI address) throws IOException, InterruptedException {
    SideHttp.Answer answer;
    try {
      answer = http.get(address, Headers.of("Accept", "application/json"));
    } catch (IOException _) {
      throw new IOException("iFlow user info: no answer");
    }
    if (!answer.ok()) {
      throw new IOException("iFlow user info: status " + answer.status() + " (expected: 200)");
    }
    return answer;
  }

  private static JsonNode data(SideHttp.Answer answer) throws IOException {
    try {
      JsonNode root = JsonBody.MAPPER.readTree(answer.body());
      return root.path("data");
    } catch (JsonProcessingException _) {
      throw new IOException("iFlow user info: the answer is not JSON");
    }
  }
}
