package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What vendors and local servers say of requests that are to blame themselves, as clients hear it.
 */
class VendorRefusalsTest {

  @TempDir static Path folder;
  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        new TestGateway(
            folder,
            Map.of(
                "SMALL_API_BASE", "UPSTREAM/v1",
                "SMALL_API_KEY_1", "small-key-0001",
                "SMALL_API_KEY_2", "small-key-0002",
                "LARGE_API_BASE", "UPSTREAM/v1",
                "FALLBACK_GROUP_ROOMY", "small/m,large/l",
                "FALLBACK_GROUP_ROOMY_FAILOVER_ON", "context_window_exceeded",
                "MODEL_ROUTE_ROOMY", "group:roomy"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.upstream.forget();
    gateway.upstream.forgetRequests();
  }

  private static void refuses(int status, String body) {
    gateway.upstream.onModel("m").answer(Replay.json(status, body.replace('\'', '"')));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Mistral | 400 | {'object':'error','message':'Prompt contains 65673 tokens and 0 draft"
            + " tokens, too large for model with 32768 maximum context"
            + " length','type':'invalid_request_prompt','param':null,'code':'3051'}",
        "Groq | 400 | {'error':{'message':'Please reduce the length of the messages or completion.'"
            + ",'type':'invalid_request_error','param':'messages',"
            + "'code':'context_length_exceeded'}}",
        "Cohere | 400 | {'id':'0','message':'too many tokens: size limit exceeded by 11326"
            + " tokens.'}",
        "OpenRouter | 400 | {'error':{'message':'The maximum context length is"
            + " 131072 tokens.','code':400}}",
        "xAI | 400 | {'code':'invalid-argument','error':'The maximum prompt length is"
            + " 131072 but the request contains 537812 tokens.'}",
        "Moonshot | 400 | {'error':{'message':'Invalid request: Your request exceeded model token"
            + " limit: 262144','type':'invalid_request_error'}}",
        "Ollama | 400 | {'error':{'message':'prompt too long; exceeded max context length by 5"
            + " tokens','type':'invalid_request_error','param':null,'code':null}}",
        "LM Studio | 400 | {'error':'The number of tokens to keep from the initial prompt is"
            + " greater than the context length.'}",
        "llama.cpp | 400 | {'error':{'code':400,'message':'the request exceeds the available"
            + " context size, try increasing it','type':'exceed_context_size_error','n_ctx':4096}}",
        "llama.cpp before | 500 | {'error':{'code':500,'message':'the request exceeds the available"
            + " context size','type':'server_error'}}",
        "vLLM | 400 | {'object':'error','message':'The maximum context length is 4096"
            + " tokens.','type':'BadRequestError','param':null,'code':400}",
        "TGI | 422 | {'error':'Input validation error: `inputs` tokens + `max_new_tokens` must be"
            + " <= 4096','error_type':'validation'}",
      })
  void aFullContextIsToldAsAgentsKnowIt(String vendor, int status, String body) throws Exception {
    refuses(status, body);
    for (var call : SmallCall.ALL) {
      gateway.upstream.forgetRequests();
      var told = told(call, 400);

      assertThat(gateway.upstream.requests()).as("calls").hasSize(1);
      switch (call.path()) {
        case "/v1/messages" -> {
          assertThat(told.path("type").asText()).isEqualTo("invalid_request_error");
          assertThat(told.path("message").asText()).startsWith("prompt is too long: ");
        }
        case "/v1beta/models/%s:generateContent" ->
            assertThat(told.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        default -> assertThat(told.path("code").asText()).isEqualTo("context_length_exceeded");
      }
    }
    assertThat(gateway.get("/v1/admin/cooldowns").body()).doesNotContain("small");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "DeepSeek | 400 | {'error':{'message':'Content Exists Risk',"
            + "'type':'invalid_request_error','param':null,'code':'invalid_request_error'}}",
        "xAI | 403 | {'code':'permission-denied','error':'Content violates usage guidelines. Model:"
            + " grok-4, Failed check: SAFETY_CHECK_TYPE_BIO'}",
        "Azure | 400 | {'error':{'message':'The response was filtered due to the prompt triggering"
            + " content management policy.','type':null,'param':'prompt','code':'content_filter'}}",
        "OpenAI | 422 | {'error':{'message':'bad','type':'invalid_request_error','param':'n',"
            + "'code':null}}",
      })
  void aRefusalOfTheRequestIsOneCallAndNoCredentialsFault(String vendor, int status, String body)
      throws Exception {
    refuses(status, body);
    for (var call : SmallCall.ALL) {
      gateway.upstream.forgetRequests();
      assertThat(told(call, status).path("message").asText()).isNotEmpty();
      assertThat(gateway.upstream.requests()).as("calls").hasSize(1);
    }
    assertThat(gateway.get("/v1/admin/cooldowns").body()).doesNotContain("small");
  }

  @Test
  void aChainMovesOnToAModelWithMoreRoomWhereItSaysSo() throws Exception {
    refuses(400, "{'error':{'message':'maximum context length is 8192','code':400}}");
    gateway
        .upstream
        .onModel("l")
        .answer(
            Replay.json(
                200,
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"l\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"roomy\"},\"finish_reason\":\"stop\"}]}"));
    for (var call : SmallCall.ALL) {
      var answer = gateway.post(call.path().formatted("roomy"), call.body().formatted("roomy"));

      assertThat(answer.statusCode()).as(call.path() + answer.body()).isEqualTo(200);
      assertThat(json(answer).at(call.words()).asText()).isEqualTo("roomy");
    }
  }

  private static JsonNode told(SmallCall call, int status) throws Exception {
    var answer = gateway.post(call.path().formatted("small/m"), call.body().formatted("small/m"));
    assertThat(answer.statusCode()).as(call.path() + answer.body()).isEqualTo(status);
    return json(answer).path("error");
  }
}
