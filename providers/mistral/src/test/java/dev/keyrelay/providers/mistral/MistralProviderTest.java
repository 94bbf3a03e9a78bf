package dev.keyrelay.providers.mistral;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MistralProviderTest {

  @Test
  void aClientThatAsksForNoReasoningGetsNone() {
    var body = sent(SampleCalls.chat("mistral-small-latest", "\"messages\":[]"));
    assertThat(body.has("reasoning_effort")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"low, high", "medium, high", "high, high", "none, ", "off, ", "disable, "})
  void effortIsHighOrAbsent(String asked, String sent) {
    var fields = "\"messages\":[],\"reasoning_effort\":\"" + asked + "\"";
    assertThat(
            sent(SampleCalls.chat("mistral-medium-latest", fields))
                .text("reasoning_effort")
                .orElse(null))
        .isEqualTo(sent);
  }

  @Test
  void otherModelsGetTheEffortThatTheClientSent() {
    var call = SampleCalls.chat("magistral-medium", "\"messages\":[],\"reasoning_effort\":\"low\"");
    assertThat(sent(call)).isSameAs(call.body());
  }

  @Test
  void fieldsGetMistralsNames() {
    var body =
        sent(
            SampleCalls.chat(
                "m",
                "\"max_completion_tokens\":5,\"seed\":7,\"stream_options\":{\"include_usage\":true}"));
    assertThat(body.names()).containsExactly("model", "max_tokens", "random_seed");
    assertThat(body.get("max_tokens").orElseThrow().asInt()).isEqualTo(5);
    assertThat(body.get("random_seed").orElseThrow().asInt()).isEqualTo(7);
  }

  @Test
  void whatMistralDoesNotKnowAndDoesNotChangeTheAnswerIsLeftOut() {
    var fields = "'messages':[],'user':'u','store':false,'top_k':40,'service_tier':'auto','n':1";
    assertThat(sent(SampleCalls.chat("m", fields.replace('\'', '"'))).names())
        .containsExactly("model", "messages", "n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mistral-large-latest | 'content':'a'",
        "mistral-small-latest |"
            + " 'content':[{'type':'thinking','thinking':[{'type':'text','text':'why'}],"
            + "'closed':true},{'type':'text','text':'a'}]",
        "magistral-medium-latest |"
            + " 'content':[{'type':'thinking','thinking':[{'type':'text','text':'why'}],"
            + "'closed':true},{'type':'text','text':'a'}]",
      })
  void thoughtsOfEarlierAnswersArePartsForModelsThatThink(String model, String content) {
    var fields =
        "'messages':[{'role':'developer','content':'d'},"
            + "{'role':'assistant','content':'a','reasoning_content':'why'}]";
    assertThat(
            sent(SampleCalls.chat(model, fields.replace('\'', '"')))
                .get("messages")
                .orElseThrow()
                .toString()
                .replace('"', '\''))
        .isEqualTo("[{'role':'system','content':'d'},{'role':'assistant'," + content + "}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"message", "delta"})
  void clientsGetATextAndThoughtsBesideIt(String name) throws Exception {
    var answer =
        "{'choices':[{'index':0,'%s':{'role':'assistant','content':[{'type':'thinking','thinking':"
            + "[{'type':'text','text':'why '},{'type':'text','text':'so'}]},"
            + "{'type':'text','text':'because'}]}},{'index':1,'%s':{'content':'plain'}}]}";
    var json = JsonBody.MAPPER.readTree(answer.formatted(name, name).replace('\'', '"'));
    try (var provider = provider("mistral")) {
      var said = provider.unwrap(json).path("choices");
      assertThat(said.path(0).path(name).path("content").textValue()).isEqualTo("because");
      assertThat(said.path(0).path(name).path("reasoning_content").textValue()).isEqualTo("why so");
      assertThat(said.path(1).path(name)).hasToString("{\"content\":\"plain\"}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "false | {'choices':[{'message':{'content':'a text'}}]}",
        "false | {'choices':[{'delta':{'content':'\\'content\\': ['}}]}",
        "false | {'choices':[{'delta':{'tool_calls':[]}}]}",
        "true | {'choices':[{'delta':{'content': [{'type':'thinking'}]}}]}",
      })
  void onlyAnswersWithPartsAreWrapped(boolean wrapped, String answer) {
    try (var provider = provider("mistral")) {
      assertThat(provider.isWrapped(answer.replace('\'', '"').getBytes(UTF_8))).isEqualTo(wrapped);
    }
  }

  @Test
  void idsOfCallsAreThoseThatMistralTakes() {
    assertThat(CallIds.taken("D681PevKs")).isEqualTo("D681PevKs");
    assertThat(CallIds.taken("call_0fypS1hVX"))
        .matches("[A-Za-z0-9]{9}")
        .isEqualTo(CallIds.taken("call_0fypS1hVX"))
        .isNotEqualTo(CallIds.taken("call_0fypS1hVY"));
  }

  @Test
  void codestralHasAnAddressOfItsOwnAndNoListOfModels() {
    try (var provider = provider("codestral")) {
      var call = SampleCalls.chat("codestral-latest", "\"messages\":[],\"seed\":1");
      var request = provider.prepare(call, new Credential.ApiKey("k", Secret.of("key")));
      assertThat(request.uri()).hasToString("https://codestral.mistral.ai/v1/chat/completions");
      assertThat(request.body().names()).contains("random_seed");
      assertThat(provider.modelListing()).isEmpty();
    }
  }

  @Test
  void dimensionsOfEmbeddingsAreKept() {
    var body =
        sent(SampleCalls.call(Operation.EMBED, Dialect.OPENAI_CHAT, "codestral-embed", false));
    assertThat(body.get("output_dimension").orElseThrow().asInt()).isEqualTo(256);
  }

  private static JsonBody sent(UpstreamCall call) {
    try (var provider = provider("mistral")) {
      return provider.prepare(call, new Credential.ApiKey("k", Secret.of("key"))).body();
    }
  }

  private static Provider provider(String service) {
    return new MistralFactory().create(TestContext.of(service, Map.of(), new ScriptedHttp()));
  }
}
