package dev.keyrelay.engine.dispatch;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Takes a credential out of what upstream says: some services quote the key that they refuse. */
final class Redaction {

  private Redaction() {}

  /** An error body without the credential's key material. */
  static byte[] of(byte[] body, Credential credential) {
    if (body.length == 0) {
      return body;
    }
    // One character a byte, so that what is not UTF-8 survives.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String told = secrets(credential).map(Secret::reveal).reduce(text, Redaction::without);
    return told.equals(text) ? body : told.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A request without the credential's key material, wherever its provider put it. */
  static UpstreamRequest of(UpstreamRequest request, Credential credential) {
    var headers = Headers.NONE;
    for (var header : request.headers().map().entrySet()) {
      for (String value : header.getValue()) {
        String told = secrets(credential).map(Secret::reveal).reduce(value, Redaction::without);
        headers = headers.with(header.getKey(), told);
      }
    }
    return new UpstreamRequest(
        request.method(), of(request.uri(), credential), headers, request.body());
  }

  private static URI of(URI uri, Credential credential) {
    String told = uri.toString();
    for (var secrets = secrets(credential).iterator(); secrets.hasNext(); ) {
      String secret = secrets.next().reveal();
      // Brackets may not stand in every part of an address.
      told = told.replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), "redacted");
      told = told.replace(secret, "redacted");
    }
    return URI.create(told);
  }

  private static String without(String text, String secret) {
    return text.replace(secret, "[redacted]");
  }

  private static Stream<Secret> secrets(Credential credential) {
    return switch (credential) {
      case Credential.ApiKey key -> Stream.of(key.key());
      case Credential.OAuthAccount account ->
          Stream.concat(
              Stream.concat(Stream.of(account.accessToken()), account.refreshToken().stream()),
              account.secrets().values().stream());
      case Credential.Anonymous _ -> Stream.empty();
    };
  }
}
