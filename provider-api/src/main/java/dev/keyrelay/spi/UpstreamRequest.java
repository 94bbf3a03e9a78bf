package dev.keyrelay.spi;

import java.net.URI;

/**
 * The HTTP request to send. The URI never holds a secret.
 *
 * @param method the HTTP method
 * @param uri an absolute URI
 * @param headers all headers but those of the transport (Host, Content-Length, Connection)
 * @param body the JSON body; {@link JsonBody#EMPTY} for none
 */
public record UpstreamRequest(String method, URI uri, Headers headers, JsonBody body) {

  /** A POST of a JSON body. */
  public static UpstreamRequest post(URI uri, Headers headers, JsonBody body) {
    return new UpstreamRequest("POST", uri, headers.with("Content-Type", "application/json"), body);
  }
}
