package dev.keyrelay.providers.openaicompatible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesTest {

  private static final ProviderFactory FACTORY = new OpenAiCompatibleFactory();
  private static final Credential KEY = new Credential.ApiKey("k", Secret.of("key-1"));

  @Test
  void describesManyServices() {
    assertThat(FACTORY.services()).hasSizeGreaterThanOrEqualTo(45);
    assertThat(FACTORY.customUpstreams())
        .containsExactlyInAnyOrder(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);
  }

  @TestFactory
  Stream<DynamicTest> everyServiceIsCalledAtItsBase() {
    return FACTORY.services().stream()
        .map(service -> DynamicTest.dynamicTest(service.id(), () -> isCalledAtItsBase(service)));
  }

  private static void isCalledAtItsBase(ServiceDescription service) throws Exception {
    boolean local = service.need() == CredentialNeed.OPTIONAL;
    try (var provider = provider(service.id(), Map.of())) {
      assertThat(provider.profile().displayName()).isEqualTo(service.displayName());
      for (var call : SampleCalls.of(provider.profile(), "m")) {
        var uri = provider.prepare(call, KEY).uri();
        assertThat(uri.getScheme()).isEqualTo(local ? "http" : "https");
        assertThat(uri.toString()).doesNotContain("//v1").endsWith(end(call.operation()));
      }
      assertThat(provider.enrolment().isPresent()).isEqualTo(!local);
    }
    assertThat(Files.readString(Path.of("README.md"))).contains("| `" + service.id() + "` |");
  }

  private static String end(Operation operation) {
    return switch (operation) {
      case GENERATE -> "/chat/completions";
      case COMPLETE -> "/completions";
      case EMBED -> "/embeddings";
      case COUNT_TOKENS -> throw new AssertionError(operation);
    };
  }

  @Test
  void noServiceHasTheNameOfAProviderWithItsOwnJar() throws Exception {
    try (var folders = Files.list(Path.of(".."))) {
      var jars = folders.map(folder -> folder.getFileName().toString()).toList();
      assertThat(jars).contains("openai");
      assertThat(FACTORY.services())
          .extracting(ServiceDescription::id)
          .doesNotContainAnyElementsOf(jars);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "perplexity, PERPLEXITYAI",
    "perplexity, PERPLEXITY",
    "together_ai, TOGETHERAI",
    "regolo_ai, REGOLO",
    "qiniu_ai, QINIU",
    "apertis, STIMA",
  })
  void variablesWithAnotherNameThanTheServiceAreItsOwn(String id, String prefix) {
    assertThat(FACTORY.services())
        .filteredOn(service -> service.variablePrefixes().contains(prefix))
        .extracting(ServiceDescription::id)
        .containsExactly(id);
  }

  @Test
  void anUpstreamOfTheUserIsCalledWithKeyOrWithout() {
    var settings = Map.of("API_BASE", "http://127.0.0.1:9/v1/");
    try (var provider = provider("my_llm", settings)) {
      var request = chat(provider, KEY);
      assertThat(request.uri()).hasToString("http://127.0.0.1:9/v1/chat/completions");
      assertThat(request.headers().first("Authorization")).hasValue("Bearer key-1");
      assertThat(chat(provider, new Credential.Anonymous("none")).headers().first("Authorization"))
          .isEmpty();
      assertThat(provider.profile().id()).isEqualTo("my_llm");
    }
  }

  @Test
  void anUpstreamOfTheUserWithoutBaseIsRefused() {
    assertThatThrownBy(() -> provider("my_llm", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("my_llm")
        .hasMessageContaining("_API_BASE");
  }

  @Test
  void twoUpstreamsOfTheUserListTheirOwnModels() throws Exception {
    for (String host : new String[] {"127.0.0.1:1", "127.0.0.1:2"}) {
      var http = new ScriptedHttp().answer(200, "{\"data\":[{\"id\":\"" + host + "\"}]}");
      var context = TestContext.of("one", Map.of("API_BASE", "http://" + host + "/v1"), http);
      try (var provider = FACTORY.create(context)) {
        assertThat(provider.modelListing().orElseThrow().list(KEY))
            .containsExactly(ModelInfo.of(host));
        assertThat(http.requests().getFirst().uri()).hasToString("http://" + host + "/v1/models");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ollama, http://localhost:11434, http://localhost:11434/v1/chat/completions",
    "ollama, http://localhost:11434/v1, http://localhost:11434/v1/chat/completions",
    "lm_studio, http://10.0.0.2:1234/, http://10.0.0.2:1234/v1/chat/completions",
    "xai, http://127.0.0.1:9, http://127.0.0.1:9/chat/completions",
  })
  void theHostAloneIsEnoughForLocalServers(String id, String base, String uri) {
    try (var provider = provider(id, Map.of("API_BASE", base))) {
      assertThat(chat(provider, KEY).uri()).hasToString(uri);
    }
  }

  @Test
  void fieldsGetTheNamesThatAServiceKnows() {
    var call = SampleCalls.chat("m", "\"max_completion_tokens\":5,\"tool_choice\":\"auto\"");
    try (var poe = provider("poe", Map.of());
        var dedalus = provider("dedaluslabs", Map.of());
        var xai = provider("xai", Map.of())) {
      assertThat(poe.prepare(call, KEY).body().names())
          .containsExactly("model", "tool_choice", "max_tokens");
      assertThat(dedalus.prepare(call, KEY).body().names())
          .containsExactly("model", "max_completion_tokens");
      assertThat(xai.prepare(call, KEY).body()).isSameAs(call.body());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cerebras | {'role':'system','content':'d'} |"
            + " {'role':'assistant','content':'a','reasoning':'why'}",
        "sambanova | {'role':'developer','content':'d'} | {'role':'assistant','content':'a'}",
        "fireworks_ai | {'role':'developer','content':'d'} |"
            + " {'role':'assistant','content':'a','reasoning_content':'why'}",
        "deepinfra | {'role':'system','content':'d'} |"
            + " {'role':'assistant','content':'a','reasoning':'why','reasoning_details':[]}",
        "moonshot | {'role':'system','content':'d'} |"
            + " {'role':'assistant','content':'a','reasoning_content':'why'}",
      })
  void messagesHaveTheRolesAndThoughtsThatAServiceKnows(
      String id, String instruction, String answer) {
    var call =
        SampleCalls.chat(
            "m",
            "'messages':[{'role':'developer','content':'d'},{'role':'assistant','content':'a','reasoning':'why','reasoning_details':[]}]"
                .replace('\'', '"'));
    try (var provider = provider(id, Map.of())) {
      assertThat(provider.prepare(call, KEY).body().get("messages").orElseThrow())
          .hasToString(("[" + instruction + "," + answer + "]").replace('\'', '"'));
    }
  }

  @Test
  void aServiceThatWantsThoughtsInConversationsWithToolCallsGetsASpaceForMissingOnes() {
    var messages = "'messages':[{'role':'assistant','tool_calls':[{}]}]".replace('\'', '"');
    try (var moonshot = provider("moonshot", Map.of())) {
      var body = moonshot.prepare(SampleCalls.chat("kimi", messages), KEY).body();
      assertThat(body.get("messages").orElseThrow().path(0).path("reasoning_content").textValue())
          .isEqualTo(" ");
    }
  }

  @Test
  void aServiceWithItsOwnKeyHeaderGetsNoBearer() {
    try (var provider = provider("sarvam", Map.of())) {
      var headers = chat(provider, KEY).headers();
      assertThat(headers.first("api-subscription-key")).hasValue("key-1");
      assertThat(headers.first("Authorization")).isEmpty();
    }
  }

  @Test
  void modelsFromAnotherHostAreAskedForOnlyAtHome() throws Exception {
    var home = new ScriptedHttp().answer(200, "[{\"id\":\"openai/gpt-4o\"}]");
    try (var provider = FACTORY.create(TestContext.of("github", Map.of(), home))) {
      assertThat(provider.modelListing().orElseThrow().list(KEY)).hasSize(1);
      assertThat(home.requests().getFirst().uri().getPath()).isEqualTo("/catalog/models");
    }
    var away = new ScriptedHttp().answer(200, "{\"data\":[]}");
    var settings = Map.of("API_BASE", "http://127.0.0.1:9");
    try (var provider = FACTORY.create(TestContext.of("github", settings, away))) {
      assertThat(provider.modelListing().orElseThrow().list(KEY)).isEmpty();
      assertThat(away.requests().getFirst().uri()).hasToString("http://127.0.0.1:9/models");
    }
  }

  private static UpstreamRequest chat(Provider provider, Credential credential) {
    var call = SampleCalls.call(Operation.GENERATE, Dialect.OPENAI_CHAT, "m", false);
    return provider.prepare(call, credential);
  }

  private static Provider provider(String id, Map<String, String> settings) {
    return FACTORY.create(TestContext.of(id, settings, new ScriptedHttp()));
  }
}
