package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.spi.JsonBody;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorSurfaceTest {

  private static final String ASK =
      "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final String ANSWER =
      "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
          + "{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}}";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void chat(int expected) throws Exception {
    assertThat(gateway.post("/v1/chat/completions", ASK).statusCode()).isEqualTo(expected);
  }

  @Test
  void quotaStatsTellWhatWasUsedAndRevealNoKey() throws Exception {
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
    chat(200);
    var answer = gateway.get("/v1/quota-stats");
    var openAi = json(answer).at("/providers/openai");
    assertThat(openAi.path("credential_count").intValue()).isEqualTo(1);
    assertThat(openAi.path("total_requests").intValue()).isEqualTo(1);
    assertThat(openAi.at("/tokens/output").intValue()).isEqualTo(4);
    assertThat(openAi.at("/credentials/0/name").textValue()).isEqualTo("OPENAI_API_KEY_1");
    assertThat(json(answer).at("/providers").has("gemini")).isTrue();
    assertThat(answer.body()).doesNotContain("secret-key");

    var summary = json(gateway.get("/v1/quota-stats?provider=openai&detail=summary"));
    assertThat(summary.path("providers").size()).isEqualTo(1);
    assertThat(summary.at("/providers/openai/credentials")).isEmpty();
    assertThat(summary.path("detail").textValue()).isEqualTo("summary");
    assertThat(gateway.get("/v1/quota-stats?detail=everything").statusCode()).isEqualTo(400);

    assertThat(json(answer).path("detail").textValue()).isEqualTo("full");
    String id = openAi.at("/credentials/0/stable_id").textValue();
    var one = json(gateway.get("/v1/quota-stats?provider=openai&credential=" + id));
    assertThat(one.at("/providers/openai/credentials/0")).isEqualTo(openAi.at("/credentials/0"));
    var none = json(gateway.get("/v1/quota-stats?provider=openai&credential=unknown"));
    assertThat(none.at("/providers/openai/credentials")).isEmpty();
    assertThat(none.at("/providers/openai/total_requests").intValue()).isEqualTo(1);
  }

  @Test
  void aClientThatHasTheStatisticsGetsThemOnlyWhenTheyChange() throws Exception {
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
    chat(200);
    for (String query : List.of("", "?provider=openai", "?provider=openai&detail=summary")) {
      String path = "/v1/quota-stats" + query;
      String tag = gateway.get(path).headers().firstValue("etag").orElseThrow();
      var same = gateway.get(path, "If-None-Match", "\"other\", " + tag);
      assertThat(same.statusCode()).isEqualTo(304);
      assertThat(same.body()).isEmpty();
      assertThat(same.headers().firstValue("etag")).contains(tag);
    }
    String before = gateway.get("/v1/quota-stats").headers().firstValue("etag").orElseThrow();
    chat(200);
    var changed = gateway.get("/v1/quota-stats", "If-None-Match", before);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(json(changed).at("/providers/openai/total_requests").intValue()).isEqualTo(2);

    String tag = changed.headers().firstValue("etag").orElseThrow();
    String id = json(changed).at("/providers/openai/credentials/0/stable_id").textValue();
    gateway.post("/v1/admin/credentials/openai/" + id + "/disable", "");
    assertThat(gateway.get("/v1/quota-stats", "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reload", "force_refresh"})
  void noActionLosesCounters(String action) throws Exception {
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
    chat(200);
    var answer = gateway.post("/v1/quota-stats", "{\"action\":\"" + action + "\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/providers/openai/total_requests").intValue()).isEqualTo(1);
    assertThat(json(answer).path("data_source").textValue()).isEqualTo("refreshed");
    assertThat(json(answer).at("/refresh_result/action").textValue()).isEqualTo(action);
    assertThat(json(answer).at("/refresh_result/success").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"scope\":\"provider\",\"provider\":\"opeanai\"",
        "\"scope\":\"credential\",\"provider\":\"openai\",\"credential\":\"opeanai\""
      })
  void aRefreshOfWhatNobodyHasIsNoSuccess(String what) throws Exception {
    var answer = gateway.post("/v1/quota-stats", "{\"action\":\"force_refresh\"," + what + "}");
    var result = json(answer).path("refresh_result");
    assertThat(result.path("success").booleanValue()).isFalse();
    assertThat(result.path("success_count").intValue()).isZero();
    assertThat(result.path("errors")).hasSize(1);
    assertThat(result.at("/errors/0").textValue()).contains("\"opeanai\"", "openai");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "{\"action\":\"explode\"}",
        "{\"scope\":\"galaxy\"}",
        "{\"scope\":\"provider\"}",
        "{\"scope\":\"credential\",\"provider\":\"openai\"}"
      })
  void aBadActionIsRefused(String body) throws Exception {
    var answer = gateway.post("/v1/quota-stats", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/error/message").textValue()).isNotBlank();
  }

  @Test
  void cooldownsAreShownAndEnded() throws Exception {
    gateway.upstream.on("/chat/completions").answer(Faults.rateLimited(Duration.ofMinutes(5)));
    chat(429);
    var cooldowns = json(gateway.get("/v1/admin/cooldowns")).path("cooldowns");
    assertThat(cooldowns).hasSize(1);
    assertThat(cooldowns.at("/0/provider").textValue()).isEqualTo("openai");
    assertThat(cooldowns.at("/0/active").booleanValue()).isTrue();
    var shown = json(gateway.get("/v1/quota-stats?provider=openai"));
    assertThat(shown.at("/providers/openai/credentials/0/cooldowns")).isNotEmpty();

    var other = gateway.send("DELETE", "/v1/admin/cooldowns?provider=gemini", "");
    assertThat(json(other).path("cleared").intValue()).isZero();
    var cleared = gateway.send("DELETE", "/v1/admin/cooldowns?provider=openai", "");
    assertThat(json(cleared).path("cleared").intValue()).isEqualTo(1);
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
    chat(200);
  }

  @Test
  void aCredentialIsTakenOutAndInAgain() throws Exception {
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
    var stats = json(gateway.get("/v1/quota-stats?provider=openai"));
    String id = stats.at("/providers/openai/credentials/0/stable_id").textValue();
    String path = "/v1/admin/credentials/openai/" + id;
    assertThat(gateway.post(path + "/disable", "").statusCode()).isEqualTo(200);
    var disabled = json(gateway.get("/v1/quota-stats?provider=openai"));
    assertThat(disabled.at("/providers/openai/credentials/0/status").textValue())
        .isEqualTo("disabled");
    var refused = gateway.post("/v1/chat/completions", ASK);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("has every credential disabled");
    assertThat(gateway.upstream.requests("/chat/completions")).isEmpty();

    assertThat(gateway.post(path + "/enable", "").statusCode()).isEqualTo(200);
    chat(200);
    var unknown = gateway.post("/v1/admin/credentials/openai/nobody/disable", "");
    assertThat(unknown.statusCode()).isEqualTo(404);
  }

  private String credential() throws Exception {
    return json(gateway.get("/v1/quota-stats?provider=openai"))
        .at("/providers/openai/credentials/0/stable_id")
        .textValue();
  }

  private void set(String order, int expected) throws Exception {
    var answer = gateway.post("/v1/admin/cooldowns", order);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
  }

  @Test
  void cooldownsOfEveryScopeAreSetAndEndedByScope() throws Exception {
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
    String openAi = "{\"provider\":\"openai\",";
    String own = openAi + "\"credential\":\"" + credential() + "\",";
    for (String order :
        new String[] {
          openAi + "\"scope\":\"provider\",\"for\":\"15m\",\"cause\":\"maintenance\"}",
          openAi + "\"scope\":\"provider_model\",\"subject\":\"m\",\"for\":\"900\"}",
          own + "\"scope\":\"credential\",\"for\":\"1h\"}",
          own + "\"scope\":\"credential_model\",\"subject\":\"m\",\"for\":\"2h\"}",
          own + "\"scope\":\"credential_quota_group\",\"subject\":\"m\",\"for\":\"2h\"}"
        }) {
      set(order, 200);
      var answer = gateway.post("/v1/chat/completions", ASK);
      assertThat(answer.statusCode()).as(order).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(gateway.upstream.requests("/chat/completions")).isEmpty();
      String scope = JsonBody.MAPPER.readTree(order).path("scope").textValue();
      var listed = json(gateway.get("/v1/admin/cooldowns?scope=" + scope)).path("cooldowns");
      assertThat(listed).hasSize(1);
      assertThat(listed.at("/0/source").textValue()).isEqualTo("operator");
      var cleared = gateway.send("DELETE", "/v1/admin/cooldowns?scope=" + scope, "");
      assertThat(json(cleared).path("cleared").intValue()).isEqualTo(1);
    }
    chat(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "{\"provider\":\"openai\",\"scope\":\"galaxy\",\"for\":\"1h\"}",
        "{\"provider\":\"openai\",\"scope\":\"provider\"}",
        "{\"provider\":\"openai\",\"scope\":\"provider\",\"for\":\"soon\"}",
        "{\"provider\":\"openai\",\"scope\":\"provider\",\"for\":\"1h\",\"seconds\":60}",
        "{\"provider\":\"openai\",\"scope\":\"provider\",\"until\":\"2001-01-01T00:00:00Z\"}",
        "{\"provider\":\"openai\",\"scope\":\"provider\",\"for\":\"1h\",\"subject\":\"m\"}",
        "{\"provider\":\"openai\",\"scope\":\"provider_model\",\"for\":\"1h\"}",
        "{\"provider\":\"openai\",\"scope\":\"credential\",\"for\":\"1h\"}",
        "{\"scope\":\"provider\",\"for\":\"1h\"}"
      })
  void anOrderThatMakesNoSenseIsRefused(String order) throws Exception {
    set(order, 400);
    assertThat(json(gateway.get("/v1/admin/cooldowns")).path("cooldowns")).isEmpty();
  }

  @Test
  void anOrderForNobodyIsRefused() throws Exception {
    set("{\"provider\":\"nobody\",\"scope\":\"provider\",\"for\":\"1h\"}", 404);
    set("{\"provider\":\"openai\",\"credential\":\"x\",\"for\":\"1h\"}", 404);
    assertThat(gateway.get("/v1/admin/cooldowns?scope=galaxy").statusCode()).isEqualTo(400);
  }

  @Test
  void whatAnOperatorDidOutlivesARestart() throws Exception {
    String id = credential();
    set(
        "{\"provider\":\"openai\",\"scope\":\"provider_model\",\"subject\":\"m\",\"for\":\"2h\"}",
        200);
    gateway.post("/v1/admin/credentials/openai/" + id + "/disable", "");
    gateway.close();
    gateway = new TestGateway(folder);

    assertThat(json(gateway.get("/v1/admin/cooldowns")).path("cooldowns")).hasSize(1);
    var route = json(gateway.get("/v1/route/explain?model=openai/other"));
    assertThat(route.at("/targets/0/excluded/0/exclusions/0/reason").textValue())
        .isEqualTo("disabled");
    gateway.post("/v1/admin/credentials/openai/" + id + "/enable", "");
    gateway.send("DELETE", "/v1/admin/cooldowns", "");
    gateway.close();
    gateway = new TestGateway(folder);
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
    chat(200);
    assertThat(json(gateway.get("/v1/admin/cooldowns")).path("cooldowns")).isEmpty();
  }

  @Test
  void operatorsNeedAKey() throws Exception {
    var answer = gateway.get("/v1/admin/cooldowns", "Authorization", "Bearer something-else");
    assertThat(answer.statusCode()).isEqualTo(401);
  }
}
