package dev.keyrelay.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiProviderTest {

  private static final String HOST = "https://generativelanguage.googleapis.com/v1beta/";
  private static final Credential.ApiKey KEY = new Credential.ApiKey("k", Secret.of("AIza-1"));

  @ParameterizedTest
  @CsvSource({
    "GENERATE, false, {}, models/m:generateContent",
    "GENERATE, true, {}, models/m:streamGenerateContent?alt=sse",
    "COUNT_TOKENS, false, {}, models/m:countTokens",
    "EMBED, false, {}, models/m:embedContent",
    "EMBED, false, {\"requests\":[]}, models/m:batchEmbedContents",
  })
  void modelAndMethodAreInTheAddress(
      Operation operation, boolean stream, String body, String path) {
    assertThat(sent(Map.of(), call(operation, "m", stream, body)).uri()).hasToString(HOST + path);
  }

  @ParameterizedTest
  @CsvSource({"tunedModels/x, tunedModels/x", "models/y, models/y", "a b?c, models/a%20b%3Fc"})
  void modelsOfAnyNameHaveAnAddress(String model, String path) {
    assertThat(sent(Map.of(), call(Operation.GENERATE, model, false, "{}")).uri())
        .hasToString(HOST + path + ":generateContent");
  }

  @Test
  void theKeyGoesIntoItsOwnHeader() {
    var headers = sent(Map.of(), call(Operation.GENERATE, "m", false, "{}")).headers();
    assertThat(headers.first("x-goog-api-key")).hasValue("AIza-1");
    assertThat(headers.first("Authorization")).isEmpty();
  }

  @Test
  void theBodyIsForwardedAsItIs() {
    var call =
        call(
            Operation.GENERATE,
            "m",
            false,
            "{\"contents\":[],\"systemInstruction\":{\"parts\":[]}}");
    assertThat(sent(Map.of(), call).body()).isSameAs(call.body());
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9, http://127.0.0.1:9/v1beta/",
    "http://127.0.0.1:9/v1beta, http://127.0.0.1:9/v1beta/",
    "http://127.0.0.1:9/x/v1/, http://127.0.0.1:9/x/v1/",
  })
  void aBaseMayNameTheVersionOrNot(String base, String start) {
    assertThat(sent(Map.of("API_BASE", base), call(Operation.GENERATE, "m", false, "{}")).uri())
        .hasToString(start + "models/m:generateContent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "EMBED | {'model':'m','content':{}} | {'model':'models/m','content':{}}",
        "EMBED | {'requests':[{'content':{}},{'model':'models/other'}]} |"
            + " {'requests':[{'content':{},'model':'models/m'},{'model':'models/m'}]}",
        "COUNT_TOKENS | {'generateContentRequest':{'model':'models/other'}} |"
            + " {'generateContentRequest':{'model':'models/m'}}",
        "GENERATE | {'stream':true,'contents':[]} | {'contents':[]}",
      })
  void modelsInBodiesHaveTheirFullName(Operation operation, String body, String sent) {
    var request = sent(Map.of(), call(operation, "m", false, body.replace('\'', '"')));
    assertThat(request.body().tree()).hasToString(sent.replace('\'', '"'));
  }

  @Test
  void instructionsForGemmaBecomeTheFirstTurn() {
    var body =
        "{\"systemInstruction\":{\"parts\":[{\"text\":\"be"
            + " brief\"}]},\"contents\":[{\"role\":\"user\",\"parts\":[]}]}";
    var request = sent(Map.of(), call(Operation.GENERATE, "gemma-3-27b-it", false, body));
    assertThat(request.body().tree())
        .hasToString(
            "{\"contents\":[{\"parts\":[{\"text\":\"be"
                + " brief\"}],\"role\":\"user\"},{\"role\":\"user\",\"parts\":[]}]}");
  }

  private static UpstreamCall call(Operation operation, String model, boolean stream, String body) {
    return new UpstreamCall(
        operation, Dialect.GEMINI, model, stream, SampleCalls.body(body), Headers.NONE);
  }

  private static UpstreamRequest sent(Map<String, String> settings, UpstreamCall call) {
    var context = TestContext.of("gemini", settings, new ScriptedHttp());
    try (var provider = new GeminiFactory().create(context)) {
      return provider.prepare(call, KEY);
    }
  }
}
