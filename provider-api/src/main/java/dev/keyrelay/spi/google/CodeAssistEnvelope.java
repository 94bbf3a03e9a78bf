package dev.keyrelay.spi.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import java.net.URI;

/**
 * How Code Assist wraps Gemini's dialect: {@code {"model":…,"project":…,"request":{…}}} below
 * {@code /v1internal}, and {@code {"response":{…}}} on the way back.
 */
public final class CodeAssistEnvelope {

  private static final String THINKING = ":thinking";

  private CodeAssistEnvelope() {}

  /**
   * The account that a request shows.
   *
   * @param otherwise what a user with another kind of credential should do
   * @throws UnsupportedCallException if the credential is no account
   */
  public static OAuthAccount account(Credential credential, String otherwise) {
    if (credential instanceof OAuthAccount account) {
      return account;
    }
    throw new UnsupportedCallException(otherwise);
  }

  /**
   * A request below a base.
   *
   * @param method such as {@code countTokens}
   * @param body the wrapped body
   */
  public static UpstreamRequest request(
      URI base, String method, boolean stream, OAuthAccount account, JsonBody body) {
    return UpstreamRequest.post(
        URI.create(base + "/v1internal:" + method),
        Headers.NONE
            .with("Authorization", "Bearer ", account.accessToken())
            .with("Accept", stream ? "text/event-stream" : "application/json"),
        body);
  }

  /** The method that answers a generation, streamed or not. */
  public static String generation(UpstreamCall call) {
    return call.stream() ? "streamGenerateContent?alt=sse" : "generateContent";
  }

  /** The model's bare name: {@code :thinking} marks it for people, the service does not know it. */
  public static String model(UpstreamCall call) {
    String name = call.model().substring(call.model().lastIndexOf('/') + 1);
    return name.endsWith(THINKING) ? name.substring(0, name.length() - THINKING.length()) : name;
  }

  /** What is inside an answer, or an event; one that is not wrapped is that itself. */
  public static JsonNode unwrap(JsonNode payload) {
    return payload.path("response").isObject() ? payload.path("response") : payload;
  }
}
