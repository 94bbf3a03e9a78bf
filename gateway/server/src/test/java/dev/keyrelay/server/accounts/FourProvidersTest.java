package dev.keyrelay.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.kit.ScriptedServer.Asked;
import dev.keyrelay.spi.kit.ScriptedServer.Said;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Chat, streams, tools, thinking and errors through each account provider, for two dialects. */
class FourProvidersTest {

  private static final String TOOL_SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],"
          + "\"additionalProperties\":false}";

  @TempDir private static Path home;
  private static Vendors vendors;
  private static AccountGateway gateway;

  enum Upstream {
    GEMINI_CLI("gemini_cli/gemini-2.5-pro", Scripts.GENERATE, Scripts.STREAM),
    ANTIGRAVITY("antigravity/claude-sonnet-4.5", Scripts.GENERATE, Scripts.STREAM),
    QWEN_CODE("qwen_code/qwen3-coder-plus", Scripts.QWEN, Scripts.QWEN),
    IFLOW("iflow/glm-4.6", Scripts.IFLOW, Scripts.IFLOW);

    private final String model;
    private final String whole;
    private final String streamed;

    Upstream(String model, String whole, String streamed) {
      this.model = model;
      this.whole = whole;
      this.streamed = streamed;
    }

    String token() {
      return "at-" + name().toLowerCase(java.util.Locale.ROOT).charAt(0);
    }

    boolean enveloped() {
      return this == GEMINI_CLI || this == ANTIGRAVITY;
    }

    String path(boolean stream) {
      return stream ? streamed : whole;
    }
  }

  record Case(Upstream upstream, boolean anthropic, boolean stream) {

    String body() {
      return anthropic
          ? "{\"model\":\""
              + upstream.model
              + "\",\"max_tokens\":2000,\"stream\":"
              + stream
              + ",\"system\":\"Be"
              + " brief.\",\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}],"
              + "\"tools\":[{\"name\":\"wx\",\"description\":\"Weather.\",\"input_schema\":"
              + TOOL_SCHEMA
              + "}]}"
          : "{\"model\":\""
              + upstream.model
              + "\",\"stream\":"
              + stream
              + ",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
              + "{\"role\":\"user\",\"content\":\"Weather?\"}],\"tools\":[{\"type\":\"function\","
              + "\"function\":{\"name\":\"wx\",\"description\":\"Weather.\",\"strict\":true,"
              + "\"parameters\":"
              + TOOL_SCHEMA
              + "}}]}";
    }

    String path() {
      return anthropic ? "/v1/messages" : "/v1/chat/completions";
    }

    Understood understood(String answer) {
      return anthropic ? Understood.anthropic(answer, stream) : Understood.openAi(answer, stream);
    }
  }

  static List<Case> cases() {
    return Arrays.stream(Upstream.values())
        .flatMap(
            one ->
                Stream.of(
                    new Case(one, false, false),
                    new Case(one, false, true),
                    new Case(one, true, false),
                    new Case(one, true, true)))
        .toList();
  }

  @BeforeAll
  static void start() {
    vendors = new Vendors();
    Accounts.file(home, "gemini_cli", 1, Accounts.google("g", "PRO"));
    Accounts.file(home, "antigravity", 1, Accounts.google("a", "PRO"));
    Accounts.file(home, "qwen_code", 1, Accounts.qwen("q"));
    Accounts.file(home, "iflow", 1, Accounts.iflow("i"));
    gateway =
        new AccountGateway(
            vendors,
            home,
            Map.of(
                "COOLDOWN_STEPS", "1", "COOLDOWN_LOCKOUT", "1", "SKIP_OAUTH_INIT_CHECK", "true"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendors.close();
  }

  @BeforeEach
  void script() {
    Scripts.answering(vendors);
    gateway.engine().wiring().cooldowns().forEach((key, _) -> clear(key));
  }

  private static void clear(dev.keyrelay.engine.limit.CooldownKey key) {
    gateway.engine().wiring().cooldowns().clear(key);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thoughtsWordsAndToolCallsArrive(Case one) {
    var answer = gateway.post(one.path(), one.body());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(one.understood(answer.body()))
        .isEqualTo(
            new Understood(
                "hm",
                "Hello",
                "wx",
                "{\"city\":\"Oslo\"}",
                one.anthropic() ? "tool_use" : "tool_calls"));
    asked(one);
  }

  private static void asked(Case one) {
    Asked question = last(one.upstream().path(one.stream()));
    assertThat(Vendors.bearer(question)).isEqualTo(one.upstream().token());
    assertThat(question.headers().first("User-Agent").orElse("")).startsWith("KeyRelay/");
    JsonNode body = question.json();
    if (one.upstream().enveloped()) {
      assertThat(body.path("project").asText()).isEqualTo("p-1");
      assertThat(body.at("/request/contents/0/parts/0/text").asText()).isEqualTo("Weather?");
      assertThat(body.at("/request/systemInstruction/parts/0/text").asText())
          .isEqualTo("Be brief.");
      JsonNode tool = body.at("/request/tools/0/functionDeclarations/0");
      assertThat(tool.path("name").asText()).isEqualTo("wx");
      assertThat(tool.toString()).contains("\"city\"").doesNotContain("strict");
    } else {
      assertThat(body.at("/tools/0/function/name").asText()).isEqualTo("wx");
      assertThat(body.at("/tools/0/function").toString())
          .doesNotContain("strict")
          .doesNotContain("additionalProperties");
    }
  }

  private static Asked last(String path) {
    return vendors.asked(path).getLast();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rateLimitIsToldInTheClientsDialect(Case one) {
    vendors.on(
        one.upstream().path(one.stream()),
        429,
        "{\"error\":{\"code\":429,\"message\":\"slow down, please\",\"status\":"
            + "\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":"
            + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"90s\"}]}}");

    var answer = gateway.post(one.path(), one.body());

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    var error = AccountGateway.json(answer);
    assertThat(error.path("type").asText()).isEqualTo(one.anthropic() ? "error" : "");
    assertThat(error.at("/error/type").asText())
        .isEqualTo(one.anthropic() ? "rate_limit_error" : error.at("/error/type").asText("x"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void badRequestIsToldAtOnceInTheUpstreamsWords(Case one) {
    int before = vendors.asked(one.upstream().path(one.stream())).size();
    vendors.on(
        one.upstream().path(one.stream()),
        400,
        "{\"error\":{\"code\":400,\"message\":\"no such field: foo\",\"status\":"
            + "\"INVALID_ARGUMENT\",\"type\":\"invalid_request_error\"}}");

    var answer = gateway.post(one.path(), one.body());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(AccountGateway.json(answer).at("/error/message").asText())
        .contains("no such field: foo");
    assertThat(vendors.asked(one.upstream().path(one.stream()))).hasSize(before + 1);
  }

  @ParameterizedTest
  @EnumSource(Upstream.class)
  void resultOfAToolReturnsToItsCall(Upstream upstream) {
    var answer =
        gateway.post(
            "/v1/chat/completions",
            "{\"model\":\""
                + upstream.model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call-1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"wx\",\"arguments\":"
                + "\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call-1\","
                + "\"content\":\"{\\\"t\\\":20}\"}]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = last(upstream.path(false)).json();
    if (upstream.enveloped()) {
      JsonNode result = body.at("/request/contents/2/parts/0/functionResponse");
      assertThat(result.path("name").asText()).isEqualTo("wx");
      assertThat(result.path("response").toString()).contains("20");
      assertThat(body.at("/request/contents/1/parts").toString()).contains("\"functionCall\"");
    } else {
      assertThat(body.at("/messages/2/tool_call_id").asText()).isEqualTo("call-1");
    }
  }

  @Test
  void resultsOfParallelCallsAreGroupedInTheOrderOfTheCalls() {
    String call = "\"type\":\"function\",\"function\":{\"name\":\"wx\",\"arguments\":\"{}\"}}";
    var answer =
        gateway.post(
            "/v1/chat/completions",
            "{\"model\":\"gemini_cli/gemini-2.5-pro\",\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"Weather?\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":"
                + "\"c1\","
                + call
                + ",{\"id\":\"c2\","
                + call
                + "]},{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"second\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"first\"}]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode results = last(Scripts.GENERATE).json().at("/request/contents/2/parts");
    assertThat(results).hasSize(2);
    assertThat(results.at("/0/functionResponse").toString()).contains("first");
    assertThat(results.at("/1/functionResponse").toString()).contains("second");
  }

  @Test
  void signedThoughtOfClaudeReturnsThoughTheClientDroppedIt() {
    String thinking = ",\"reasoning_effort\":\"high\"";
    gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"antigravity/claude-sonnet-4.5\""
            + thinking
            + ",\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}]}");
    gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"antigravity/claude-sonnet-4.5\""
            + thinking
            + ",\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
            + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call-1\","
            + "\"type\":\"function\",\"function\":{\"name\":\"wx\",\"arguments\":\"{}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"call-1\",\"content\":\"cold\"}]}");

    JsonNode body = last(Scripts.GENERATE).json();
    assertThat(body.path("model").asText()).isEqualTo("claude-sonnet-4-5-thinking");
    JsonNode first = body.at("/request/contents/1/parts/0");
    assertThat(first.path("thought").asBoolean()).isTrue();
    assertThat(first.path("thoughtSignature").asText()).isEqualTo("c2ln");
    assertThat(body.at("/request/contents")).hasSize(3);
  }

  @Test
  void errorEventInAStreamIsAnError() {
    vendors.on(
        Scripts.STREAM,
        _ ->
            Said.events(
                "data: {\"error\":{\"code\":429,\"message\":\"exhausted\",\"status\":"
                    + "\"RESOURCE_EXHAUSTED\"}}\n\n"));

    var answer =
        gateway.post(
            "/v1/chat/completions",
            "{\"model\":\"gemini_cli/gemini-2.5-pro\",\"stream\":true,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"Hi\"}]}");

    assertThat(answer.statusCode()).isEqualTo(429);
  }
}
