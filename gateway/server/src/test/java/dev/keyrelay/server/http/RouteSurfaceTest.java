package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteSurfaceTest {

  private static final String ANSWER =
      "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
          + "{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":900,\"completion_tokens\":4,\"total_tokens\":904,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":640}}}";

  @TempDir Path folder;
  private TestGateway gateway;

  private void start(String... variables) {
    var more = new HashMap<String, String>();
    more.put("OPENAI_API_KEY_2", "OPENAI-secret-key-0002");
    more.put("OPENAI_API_KEY_3", "OPENAI-secret-key-0003");
    for (int i = 0; i < variables.length; i += 2) {
      more.put(variables[i], variables[i + 1]);
    }
    gateway = new TestGateway(folder, Map.copyOf(more));
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, ANSWER));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private JsonNode explain(String query) throws Exception {
    var answer = gateway.get("/v1/route/explain?model=" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("secret-key");
    return json(answer);
  }

  private int chat(String model, String session) throws Exception {
    String body =
        "{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
            + (session.isEmpty() ? "" : ",\"session_id\":\"" + session + "\"")
            + "}";
    return gateway.post("/v1/chat/completions", body).statusCode();
  }

  private String lastKey() {
    return gateway.upstream.requests("/chat/completions").getLast().key().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsSaidToBeChosenIsChosen(boolean rotation) throws Exception {
    start("SESSION_STICKY_ENTRY_TTL_SECONDS_OPENAI", rotation ? "0" : "60");
    var sessions = rotation ? List.of("", "one") : List.of("one", "two", "three", "four");
    for (String session : sessions) {
      var route = explain("openai/m" + (session.isEmpty() ? "" : "&session=" + session));
      String chosen = route.at("/chosen/credential").textValue();
      String name =
          StreamSupport.stream(route.at("/targets/0/candidates").spliterator(), false)
              .filter(one -> one.path("credential").textValue().equals(chosen))
              .map(one -> one.path("name").textValue())
              .findFirst()
              .orElseThrow();
      assertThat(chat("openai/m", session)).isEqualTo(200);
      assertThat(lastKey()).endsWith(name.substring(name.length() - 1));
      assertThat(route.at("/targets/0/candidates")).hasSize(3);
      assertThat(route.at("/targets/0/how").textValue())
          .isEqualTo(rotation ? "sequential" : "rendezvous");
    }
  }

  @Test
  void whereAConversationWithoutIdBeginsDependsOnItsBeginning() throws Exception {
    start();

    var target = explain("openai/m").at("/targets/0");
    assertThat(target.path("how").textValue()).isEqualTo("rendezvous");
    assertThat(target.path("chosen").isNull()).isTrue();
    assertThat(target.path("candidates"))
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.path("share").doubleValue()).isBetween(0.33, 0.34));
    assertThat(explain("openai/m&operation=embed").at("/targets/0/how").textValue())
        .as("no conversation")
        .isEqualTo("sequential");
  }

  @Test
  void aSessionShowsItsCredentialAndWhatItsCacheIsWorth() throws Exception {
    start();
    chat("openai/m", "s1");
    chat("openai/m", "s1");

    var route = explain("openai/m&session=s1");
    assertThat(route.at("/targets/0/how").textValue()).isEqualTo("session");
    var session = route.at("/targets/0/session");
    assertThat(session.path("requests").longValue()).isEqualTo(2);
    assertThat(session.path("input_tokens").longValue()).isEqualTo(1_800);
    assertThat(session.path("cached_tokens").longValue()).isEqualTo(1_280);
    assertThat(session.path("credential")).isEqualTo(route.at("/chosen/credential"));
    assertThat(explain("openai/other&session=s1").at("/targets/0/session").isNull()).isTrue();
  }

  private static String conversation(String... turns) {
    var body = new StringBuilder("{\"model\":\"openai/m\",\"messages\":[");
    for (int i = 0; i < turns.length; i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"content\":\"")
          .append(turns[i])
          .append("\"}");
    }
    return body.append("]}").toString();
  }

  @Test
  void aConversationWithoutIdIsExplainedByItsRequest() throws Exception {
    start();
    for (String body : List.of(conversation("a"), conversation("a", "b", "c"))) {
      var before = json(gateway.post("/v1/route/explain", body));
      assertThat(before.at("/targets/0/candidates")).hasSize(3);
      String chosen = before.at("/chosen/credential").textValue();
      assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
      var after = json(gateway.get("/v1/route/sessions"));
      assertThat(after.at("/sessions/0/credential").textValue()).isEqualTo(chosen);
    }

    var next = json(gateway.post("/v1/route/explain", conversation("a", "b", "c", "d", "e")));
    assertThat(next.at("/targets/0/how").textValue()).isEqualTo("session");
    assertThat(next.at("/targets/0/session/requests").longValue()).isEqualTo(2);
    assertThat(next.at("/targets/0/session/cached_tokens").longValue()).isEqualTo(1_280);
    var other = json(gateway.post("/v1/route/explain", conversation("x", "b", "c")));
    assertThat(other.at("/targets/0/how").textValue()).isEqualTo("rendezvous");
    assertThat(other.at("/targets/0/session").isNull()).isTrue();
    assertThat(gateway.upstream.requests("/chat/completions")).hasSize(2);
  }

  @Test
  void aRequestIsExplainedInItsOwnDialectAndByItsOwnHeaders() throws Exception {
    start();
    chat("openai/m", "s1");
    String gemini = "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}";

    var route =
        json(gateway.post("/v1/route/explain?model=openai/m", gemini, "x-session-id", "s1"));
    assertThat(route.path("dialect").textValue()).isEqualTo("gemini");
    assertThat(route.at("/targets/0/passes_through").booleanValue()).isFalse();
    assertThat(route.at("/targets/0/how").textValue()).isEqualTo("session");
    var responses = gateway.post("/v1/route/explain", "{\"model\":\"openai/m\",\"input\":\"hi\"}");
    assertThat(json(responses).path("dialect").textValue()).isEqualTo("openai_responses");
    assertThat(gateway.post("/v1/route/explain", gemini).statusCode()).isEqualTo(400);
    assertThat(gateway.post("/v1/route/explain", "hi").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}] | generate",
        "\"input\":[{\"role\":\"user\",\"content\":\"hi\"}] | generate",
        "\"input\":[\"a\",\"b\"] | embed",
        "\"input\":[[1,2],[3]] | embed",
        "\"prompt\":\"hi\" | complete"
      })
  void theRequestTellsWhatIsAskedFor(String rest, String operation) throws Exception {
    start();
    var route = gateway.post("/v1/route/explain", "{\"model\":\"openai/m\"," + rest + "}");
    assertThat(json(route).path("operation").textValue()).isEqualTo(operation);
  }

  @Test
  void theBusiestSessionsShowWhatTheirCacheIsWorthAndNothingOfWhatIsSaid() throws Exception {
    start();
    chat("openai/m", "quiet");
    for (int i = 0; i < 3; i++) {
      chat("openai/m", "busy");
    }

    var answer = gateway.get("/v1/route/sessions?provider=openai&limit=1");
    assertThat(answer.body()).doesNotContain("secret-key", "busy", "hi\"");
    var sessions = json(answer).path("sessions");
    assertThat(sessions).hasSize(1);
    var busiest = sessions.get(0);
    assertThat(busiest.path("requests").longValue()).isEqualTo(3);
    assertThat(busiest.path("cached_tokens").longValue()).isEqualTo(1_920);
    assertThat(busiest.path("target").textValue()).isEqualTo("openai/m");
    assertThat(busiest.path("name").textValue()).startsWith("OPENAI_API_KEY");
    assertThat(busiest.path("last_used").textValue()).startsWith("2");
    var explained = explain("openai/m&session=busy").at("/targets/0/session");
    assertThat(explained.path("session")).isEqualTo(busiest.path("session"));
    assertThat(json(gateway.get("/v1/route/sessions?provider=gemini")).path("sessions")).isEmpty();
  }

  @Test
  void aSessionIsTheSameWhereverItsIdIsStatedAndAnotherForAnotherModel() throws Exception {
    start("TRUSTED_SESSION_ID_FIELDS", "my_thread");
    String ask = "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    gateway.post("/v1/chat/completions", ask + ",\"my_thread\":\"s\",\"user\":\"u\"}");
    gateway.post("/v1/chat/completions", ask + "}", "x-claude-code-session-id", "s");
    gateway.post("/v1/chat/completions", ask + "}", "session-id", "s");
    gateway.post("/v1/chat/completions", ask + ",\"prompt_cache_key\":\"s\"}");

    var session = explain("openai/m&session=s").at("/targets/0/session");
    assertThat(session.path("requests").longValue()).isEqualTo(4);
    assertThat(explain("openai/m&session=u").at("/targets/0/session").isNull()).isTrue();
  }

  @Test
  void exclusionsHaveAReasonASourceAndAnExpiry() throws Exception {
    start("RATE_LIMIT_OPENAI_ALL", "1rpm", "SESSION_STICKY_ENTRY_TTL_SECONDS", "0");
    gateway.upstream.forget();
    gateway
        .upstream
        .onKey("OPENAI-secret-key-0001")
        .answer(Faults.rateLimited(Duration.ofMinutes(5)));
    gateway.upstream.onKey("OPENAI-secret-key-0002").answer(Replay.json(200, ANSWER));
    assertThat(chat("openai/m", "")).isEqualTo(200);

    var target = explain("openai/m").at("/targets/0");
    assertThat(target.path("excluded")).hasSize(2);
    assertThat(target.path("candidates")).hasSize(1);
    var exclusions = target.path("excluded").findValues("exclusions").toString();
    assertThat(exclusions)
        .contains("\"cause\":\"rate_limited\"", "\"source\":\"upstream\"")
        .contains("\"scope\":\"credential_model\"", "\"subject\":\"m\"", "\"until\":\"2")
        .contains("\"limit\":\"rate_limit\"", "1 requests per minute reached");
    assertThat(target.at("/excluded_by/rate_limit").intValue()).isPositive();
    assertThat(explain("openai/m&limit=0").at("/targets/0/excluded")).isEmpty();
  }

  @Test
  void windowsTellWhatIsLeft() throws Exception {
    start("QUOTA_WINDOW_OPENAI_EACH", "5/day", "ROTATION_MODE_OPENAI", "balanced");
    chat("openai/m", "");

    var windows = explain("openai/m").at("/targets/0/candidates").findValues("windows").toString();
    assertThat(windows)
        .contains("\"name\":\"quota_day\"", "\"limit\":5,\"remaining\":4", "\"resets_at\":\"2");
  }

  @Test
  void namesThatCannotBeCalledSayWhy() throws Exception {
    start(
        "IGNORE_MODELS_GEMINI", "hidden*",
        "FALLBACK_GROUP_G", "nobody/m,gemini/hidden-1,openai/m",
        "FALLBACK_GROUP_G_STOP_ON", "rate_limit");

    var route = explain("g");
    assertThat(route.path("left_out").findValuesAsText("reason"))
        .containsExactly("unknown_provider", "filtered");
    assertThat(route.at("/left_out/1/message").textValue()).contains("hidden*");
    assertThat(route.at("/chosen/target").textValue()).isEqualTo("openai/m");
    assertThat(explain("gemini/hidden-1").path("targets")).isEmpty();
    assertThat(explain("gemini/hidden-1").path("chosen").isNull()).isTrue();
    var pair = explain("openai/m&dialect=anthropic");
    assertThat(pair.at("/targets/0/passes_through").booleanValue()).isFalse();
    assertThat(pair.path("moves_on_after")).as("there is nowhere to go").isEmpty();
  }

  @Test
  void spaceAroundANameAndTheCaseOfItsProviderDoNotMatter() throws Exception {
    start("MODEL_FALLBACK_GROUPS", "[[\"Gemini/g\",\"OpenAI/m\"]]", "MODEL_ROUTE_FAST", "openai/m");
    for (String name : List.of("openai/m", " openai/m ", "OpenAI/m", "OPENAI/m\\n", " fast")) {
      assertThat(chat(name, "")).as(name).isEqualTo(200);
    }
    assertThat(explain("%20GEMINI/g").at("/targets/1/target").textValue()).isEqualTo("openai/m");
    assertThat(chat("openai/M", "")).isEqualTo(200);
    var asked = gateway.upstream.requests("/chat/completions");
    assertThat(asked.getFirst().body()).asString().contains("\"m\"");
    assertThat(asked.subList(0, 5))
        .allSatisfy(one -> assertThat(one.body()).isEqualTo(asked.getFirst().body()));
    assertThat(asked.getLast().body())
        .asString()
        .as("the case of a model may matter")
        .contains("\"M\"");
  }

  @ParameterizedTest
  @CsvSource({
    "fsat, 400, fast",
    "claude-opus, 400, openai/claude-opus",
    "openia/m, 404, openai/m",
    "Nobody/claude-opus, 404, openai/claude-opus",
    "zzz, 400, ''",
    "openai/, 400, ''",
    "hidden-1, 400, ''",
    "hidden-x, 400, openai/hidden-x",
  })
  void anUnknownNameIsAnsweredWithWhatMayHaveBeenMeant(String name, int status, String meant)
      throws Exception {
    start(
        "MODEL_ROUTE_FAST", "openai/m",
        "OPENAI_MODELS", "[\"claude-opus\", \"hidden-1\", \"hidden-x\"]",
        "IGNORE_MODELS_OPENAI", "hidden-[0-9]");
    String body = "{\"model\":\"" + name + "\",\"messages\":[]}";

    var answer = gateway.post("/v1/chat/completions", body);
    assertThat(answer.statusCode()).isEqualTo(status);
    String message = json(answer).at("/error/message").textValue();
    if (meant.isEmpty()) {
      assertThat(message).doesNotContain("did you mean");
    } else {
      assertThat(message).endsWith("did you mean \"" + meant + "\"?");
    }
  }

  @Test
  void explainingChangesNothing() throws Exception {
    start("ROTATION_MODE_OPENAI", "balanced");
    chat("openai/m", "s");
    var before = json(gateway.get("/v1/quota-stats")).path("providers");
    var first = explain("openai/m&session=fresh").path("targets");
    for (int i = 0; i < 20; i++) {
      assertThat(explain("openai/m&session=fresh").path("targets")).isEqualTo(first);
    }
    assertThat(json(gateway.get("/v1/quota-stats")).path("providers")).isEqualTo(before);
    assertThat(gateway.gateway.engine().providers().get("openai").pool().inFlight()).isZero();
    assertThat(gateway.upstream.requests("/chat/completions")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?model=", "?model=a/b&dialect=latin", "?model=a/b&operation=dance"})
  void aQuestionThatMakesNoSenseIsRefused(String query) throws Exception {
    start();
    assertThat(gateway.get("/v1/route/explain" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void strangersAreToldNothing() throws Exception {
    start();
    var answer =
        gateway.get("/v1/route/explain?model=openai/m", "Authorization", "Bearer something-else");
    assertThat(answer.statusCode()).isEqualTo(401);
  }
}
