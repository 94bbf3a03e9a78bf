package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.keyrelay.providers.demo.ReceivedRequest;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.spi.JsonBody;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the official client of OpenAI asks for beside chats. */
class OpenAiClientTest {

  private static RunningGateway gateway(String... more) {
    var all = new java.util.ArrayList<>(List.of("OPENAI_API_KEY", "sk-of-the-client-test"));
    all.addAll(List.of(more));
    return RunningGateway.with(all.toArray(String[]::new));
  }

  private static CompletionCreateParams completion() {
    return CompletionCreateParams.builder()
        .model("openai/text-test")
        .prompt("Once upon a time")
        .build();
  }

  @Test
  void completionsAreAnsweredWholeAndAsAStream() {
    try (var gateway = gateway()) {
      var whole = gateway.sdk().completions().create(completion());
      String said = whole.choices().getFirst().text();
      assertThat(said).contains("Once upon a time");
      assertThat(whole.usage()).isPresent();
      try (var stream = gateway.sdk().completions().createStreaming(completion())) {
        assertThat(
                stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .map(CompletionChoice::text)
                    .collect(Collectors.joining()))
            .isEqualTo(said);
      }
      assertThat(gateway.upstream().requests())
          .filteredOn(request -> request.method().equals("POST"))
          .extracting(ReceivedRequest::path)
          .containsExactly("/v1/completions", "/v1/completions");
    }
  }

  @Test
  void embeddingsAreMadeOfOneTextOfTextsAndOfTokens() {
    try (var gateway = gateway()) {
      var embeddings = gateway.sdk().embeddings();
      var base = EmbeddingCreateParams.builder().model("openai/embed-test").dimensions(4);
      assertThat(embeddings.create(base.input("one").build()).data()).hasSize(1);
      assertThat(embeddings.create(base.inputOfArrayOfStrings(List.of("a", "b")).build()).data())
          .hasSize(2);
      assertThat(embeddings.create(base.inputOfArrayOfTokens(List.of(7L, 8L)).build()).data())
          .hasSize(1)
          .allSatisfy(one -> assertThat(one.embedding()).hasSize(4));
      assertThat(gateway.upstream().requests("/embeddings"))
          .extracting(request -> request.json().path("input").toString())
          .containsExactly("\"one\"", "[\"a\",\"b\"]", "[7,8]");
    }
  }

  @Test
  void embeddingsComeInTheFormThatIsAskedFor() throws Exception {
    try (var gateway = gateway()) {
      var ask = "{\"model\":\"openai/embed-test\",\"input\":\"one\",\"dimensions\":3%s}";
      var floats = gateway.post("/v1/embeddings", ask.formatted(""));
      var base64 = gateway.post("/v1/embeddings", ask.formatted(",\"encoding_format\":\"base64\""));
      var numbers = JsonBody.MAPPER.readTree(floats.body()).at("/data/0/embedding");
      var text = JsonBody.MAPPER.readTree(base64.body()).at("/data/0/embedding").textValue();
      var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(numbers).hasSize(3);
      for (var number : numbers) {
        assertThat(bytes.getFloat()).isEqualTo(number.floatValue());
      }
      assertThat(bytes.hasRemaining()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ollama", "vllm", "lm_studio", "llama_cpp", "my_own_server"})
  void aLocalServerNeedsNoKey(String provider) {
    var upstream = ScriptedUpstream.start();
    String base = provider.toUpperCase(Locale.ROOT) + "_API_BASE";
    try (var gateway = RunningGateway.with(upstream, base, upstream.openAiUri().toString())) {
      var answer = Chats.ask(gateway.sdk(), params -> params.model(provider + "/some-model"));
      assertThat(Chats.text(answer)).contains("Hello there");
      var sent = upstream.requests("/chat/completions").getFirst();
      assertThat(sent.model()).isEqualTo("some-model");
      assertThat(sent.headers().first("Authorization")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"org/first\",\"second\"]",
        "{\"org/first\":{},\"second\":{\"id\":\"upstreams-name\",\"options\":{\"seed\":7}}}"
      })
  void modelsOfTheUserAreListedAndFoundInEitherForm(String models) {
    try (var gateway = gateway("OPENAI_MODELS", models)) {
      var listed = gateway.sdk().models().list().data();
      assertThat(listed).extracting(Model::id).contains("openai/org/first", "openai/second");
      var found = gateway.get("/v1/models/openai/org/first");
      assertThat(found.statusCode()).isEqualTo(200);
      assertThat(found.body()).contains("\"openai/org/first\"");
      assertThat(gateway.get("/v1/models/openai/org/none").statusCode()).isEqualTo(404);
      Chats.ask(gateway.sdk(), params -> params.model("openai/second"));
      assertThat(gateway.upstream().requests("/chat/completions").getFirst().model())
          .isEqualTo(models.startsWith("[") ? "second" : "upstreams-name");
    }
  }

  @Test
  void headOfTheRootAnswersLikeGetWithoutAKeyAndWithoutABody() {
    try (var gateway = gateway()) {
      var get = gateway.send(HttpRequest.newBuilder(gateway.uri().resolve("/")).build());
      var head = gateway.send(HttpRequest.newBuilder(gateway.uri().resolve("/")).HEAD().build());
      assertThat(get.statusCode()).isEqualTo(200);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("content-type"))
          .isEqualTo(get.headers().firstValue("content-type"));
    }
  }
}
