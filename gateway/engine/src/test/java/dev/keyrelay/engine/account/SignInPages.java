package dev.keyrelay.engine.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.kit.ScriptedServer.Asked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An identity provider as people see it: a redirect to a form that a script completes, a cookie, a
 * page that asks for consent, and a script that leads back.
 */
final class SignInPages implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, String> wishes = new ConcurrentHashMap<>();
  private final Map<String, String> exchange = new ConcurrentHashMap<>();

  SignInPages() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(command -> Thread.ofVirtual().start(command));
    server.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The challenge that the login asked with. */
  String challenge() {
    return wishes.getOrDefault("code_challenge", "");
  }

  /** With what the code was exchanged. */
  Map<String, String> exchange() {
    return Map.copyOf(exchange);
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      var asked =
          new Asked(
              http.getRequestMethod(),
              http.getRequestURI(),
              Headers.of(http.getRequestHeaders()),
              new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      switch (asked.method() + " " + asked.uri().getPath()) {
        case "GET /o/oauth2/v2/auth" -> {
          wishes.putAll(asked.query());
          say(http, 302, "Location", "/signin", "");
        }
        case "GET /signin" -> say(http, 200, "Content-Type", "text/html", signIn());
        case "POST /signin" -> signedIn(http, asked.form());
        case "GET /consent" -> consent(http, asked);
        case "POST /token" -> token(http, asked.form());
        case "GET /oauth2/v1/userinfo" -> userInfo(http, asked);
        default -> say(http, 404, "Content-Type", "text/plain", "nothing here");
      }
    }
  }

  private static String signIn() {
    return "<!doctype html><title>Sign in</title><form method=post action=/signin>"
        + "<input name=email><input type=hidden name=proof id=proof><button id=next>Next</button>"
        + "</form><script>document.querySelector('form').addEventListener('submit', () => {"
        + "document.getElementById('proof').value ="
        + " btoa(document.querySelector('[name=email]').value)})</script>";
  }

  /** Only a browser that runs scripts has the proof. */
  private static void signedIn(HttpExchange http, Map<String, String> form) throws IOException {
    String email = form.getOrDefault("email", "");
    String proof = Base64.getEncoder().encodeToString(email.getBytes(StandardCharsets.ISO_8859_1));
    if (!form.getOrDefault("proof", "").equals(proof)) {
      say(http, 403, "Content-Type", "text/plain", "no proof");
      return;
    }
    http.getResponseHeaders().set("Set-Cookie", "user=" + email + "; Path=/; HttpOnly");
    say(http, 303, "Location", "/consent", "");
  }

  private void consent(HttpExchange http, Asked asked) throws IOException {
    String cookie = asked.headers().first("Cookie").orElse("");
    if (!cookie.startsWith("user=")) {
      say(http, 302, "Location", "/signin", "");
      return;
    }
    String user = cookie.substring("user=".length());
    String back = wishes.get("redirect_uri") + "?state=" + wishes.get("state");
    say(
        http,
        200,
        "Content-Type",
        "text/html",
        "<!doctype html><title>Consent</title><p>"
            + user
            + ": let "
            + wishes.get("client_id")
            + " in?</p><button id=allow>Allow</button><button id=deny>Deny</button><script>"
            + "const to = (id, address) => document.getElementById(id).onclick = () => {"
            + "window.location.href = address};"
            + "to('allow', '"
            + back
            + "&code="
            + user
            + "');to('deny', '"
            + back
            + "&error=access_denied');</script>");
  }

  private void token(HttpExchange http, Map<String, String> form) throws IOException {
    exchange.putAll(form);
    String user = form.getOrDefault("code", "");
    say(
        http,
        200,
        "Content-Type",
        "application/json",
        "{\"access_token\":\"at-of-" + user + "\",\"refresh_token\":\"rt-of-" + user + "\"}");
  }

  private static void userInfo(HttpExchange http, Asked asked) throws IOException {
    String token = asked.headers().first("Authorization").orElse("");
    String user = token.replace("Bearer at-of-", "");
    say(http, 200, "Content-Type", "application/json", "{\"email\":\"" + user + "\"}");
  }

  private static void say(HttpExchange http, int status, String header, String value, String body)
      throws IOException {
    http.getResponseHeaders().set(header, value);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    http.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
