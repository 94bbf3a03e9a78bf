package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.Faults;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages of other origins may do: nothing, unless they are named. */
class CrossOriginTest {

  private static final String PAGE = "https://chat.example.com";
  private static final String CHAT = "/v1/chat/completions";
  private static final String BODY =
      """
      {"model":"openai/gpt-test","stream":%s,"messages":[{"role":"user","content":"Hello"}]}\
      """;

  private static RunningGateway gateway(String... variables) {
    var all = new java.util.ArrayList<>(List.of("OPENAI_API_KEY", "sk-aaaa-0123456789abcdef"));
    all.addAll(List.of(variables));
    return RunningGateway.with(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, "/v1/models", "/v1/messages", "/v1beta/models/a:generateContent"})
  void aNamedPageLearnsWithoutAKeyThatItMayAsk(String path) {
    try (var gateway = gateway("CORS_ALLOW_ORIGINS", "https://other.example.com," + PAGE)) {
      String method = path.equals("/v1/models") ? "GET" : "POST";
      var answer = preflight(gateway, path, PAGE, method);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().allValues("access-control-allow-origin")).containsExactly(PAGE);
      assertThat(header(answer, "access-control-allow-methods")).contains(method);
      assertThat(listed(answer, "access-control-allow-headers"))
          .containsExactlyInAnyOrder("authorization", "content-type", "x-stainless-os");
      assertThat(header(answer, "access-control-allow-credentials")).isEmpty();
      assertThat(answer.headers().firstValueAsLong("access-control-max-age")).isPresent();
      assertThat(header(answer, "vary")).isEqualToIgnoringCase("origin");
      assertThat(gateway.upstream().requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNamedPageReadsAnswersAndTheirHeaders(boolean stream) {
    try (var gateway = gateway("CORS_ALLOW_ORIGINS", PAGE)) {
      var answer = ask(gateway, PAGE, stream);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().allValues("access-control-allow-origin")).containsExactly(PAGE);
      assertThat(listed(answer, "access-control-expose-headers"))
          .contains("x-request-id", "retry-after", "*")
          .containsAll(
              answer.headers().map().keySet().stream()
                  .filter(name -> name.startsWith("x-keyrelay-"))
                  .toList());
      assertThat(header(answer, "x-keyrelay-target")).isEqualTo("openai/gpt-test");
    }
  }

  @Test
  void aNamedPageReadsWhyItIsRefused() {
    try (var gateway = gateway("CORS_ALLOW_ORIGINS", PAGE)) {
      gateway.upstream().onModel("gpt-test").answer(Faults.rateLimited(Duration.ofSeconds(45)));
      var limited = ask(gateway, PAGE, false);
      var unknown = gateway.send(from(gateway, "/v1/nowhere", PAGE).GET().build());
      var method = gateway.send(from(gateway, CHAT, PAGE).DELETE().build());
      var stranger =
          gateway.send(
              HttpRequest.newBuilder(gateway.uri().resolve(CHAT))
                  .header("Origin", PAGE)
                  .POST(BodyPublishers.ofString(BODY.formatted(false)))
                  .build());

      assertThat(List.of(limited.statusCode(), unknown.statusCode(), stranger.statusCode()))
          .containsExactly(429, 404, 401);
      assertThat(method.statusCode()).isEqualTo(405);
      assertThat(header(limited, "retry-after")).isNotEmpty();
      assertThat(stranger.body()).contains("invalid_api_key");
      assertThat(List.of(limited, unknown, method, stranger))
          .allSatisfy(
              one -> {
                assertThat(header(one, "access-control-allow-origin")).isEqualTo(PAGE);
                assertThat(listed(one, "access-control-expose-headers")).contains("retry-after");
              });
    }
  }

  @Test
  void aPageThatIsNotNamedIsNotTold() {
    try (var gateway = gateway("CORS_ALLOW_ORIGINS", PAGE)) {
      var preflight = preflight(gateway, CHAT, "https://evil.example.com", "POST");
      assertThat(preflight.statusCode()).isBetween(400, 499);
      assertThat(granted(preflight)).isEmpty();
      assertThat(granted(ask(gateway, "https://evil.example.com", false))).isEmpty();
      assertThat(granted(ask(gateway, "https://chat.example.com.evil.com", false))).isEmpty();
    }
  }

  @Test
  void withoutSettingsNoPageIsToldAndProgramsWithAnOriginAreServed() {
    try (var gateway = gateway()) {
      assertThat(granted(preflight(gateway, CHAT, PAGE, "POST"))).isEmpty();
      var answer = ask(gateway, "chrome-extension://abcdefghijklmnop", false);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(granted(answer)).isEmpty();
    }
  }

  @Test
  void everyPageMayBeLetInButNotWithCookies() {
    try (var gateway = gateway("CORS_ALLOW_ORIGINS", "*", "CORS_ALLOW_CREDENTIALS", "true")) {
      for (String page : List.of(PAGE, "null", "app://notes")) {
        assertThat(preflight(gateway, CHAT, page, "POST").statusCode()).isEqualTo(200);
        var answer = ask(gateway, page, false);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "access-control-allow-origin")).isIn(page, "*");
        assertThat(header(answer, "access-control-allow-credentials")).isEmpty();
      }
    }
  }

  @Test
  void methodsHeadersAndCredentialsAreWhatTheUserSays() {
    try (var gateway =
        gateway(
            "CORS_ALLOW_ORIGINS", PAGE,
            "CORS_ALLOW_CREDENTIALS", "true",
            "CORS_ALLOW_METHODS", "GET,POST",
            "CORS_ALLOW_HEADERS", "Authorization,Content-Type,X-Stainless-OS")) {
      var granted = preflight(gateway, CHAT, PAGE, "POST");
      assertThat(granted.statusCode()).isEqualTo(200);
      assertThat(header(granted, "access-control-allow-credentials")).isEqualTo("true");

      assertThat(preflight(gateway, "/v1/responses/x", PAGE, "DELETE").statusCode()).isEqualTo(403);
      var headers =
          HttpRequest.newBuilder(gateway.uri().resolve(CHAT))
              .method("OPTIONS", BodyPublishers.noBody())
              .header("Origin", PAGE)
              .header("Access-Control-Request-Method", "POST")
              .header("Access-Control-Request-Headers", "authorization,x-other")
              .build();
      assertThat(gateway.send(headers).statusCode()).isEqualTo(403);
    }
  }

  private static HttpResponse<String> preflight(
      RunningGateway gateway, String path, String page, String method) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri().resolve(path))
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Origin", page)
            .header("Access-Control-Request-Method", method)
            .header("Access-Control-Request-Headers", "authorization,content-type,x-stainless-os")
            .build());
  }

  private static HttpResponse<String> ask(RunningGateway gateway, String page, boolean stream) {
    return gateway.send(
        from(gateway, CHAT, page).POST(BodyPublishers.ofString(BODY.formatted(stream))).build());
  }

  private static HttpRequest.Builder from(RunningGateway gateway, String path, String page) {
    return gateway.request(path).header("Origin", page);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static List<String> listed(HttpResponse<?> answer, String name) {
    return answer.headers().allValues(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .toList();
  }

  private static List<String> granted(HttpResponse<?> answer) {
    return answer.headers().map().keySet().stream()
        .filter(name -> name.startsWith("access-control-"))
        .toList();
  }
}
