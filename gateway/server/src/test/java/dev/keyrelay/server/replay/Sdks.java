package dev.keyrelay.server.replay;

import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.errors.OpenAIServiceException;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.spi.Headers;
import java.util.List;

/**
 * The official SDKs as strict readers: each is given the bytes that a client was sent, and reads
 * them with everything that it has, validation included.
 */
final class Sdks implements AutoCloseable {

  private static final String MODEL = "some-model";

  private final ScriptedUpstream replayed = ScriptedUpstream.start();
  private final CannedOpenAi openAiBytes = new CannedOpenAi();
  private final CannedAnthropic anthropicBytes = new CannedAnthropic();
  private final com.openai.client.OpenAIClient openAi =
      new com.openai.client.OpenAIClientImpl(
          com.openai.core.ClientOptions.builder()
              .httpClient(openAiBytes)
              .apiKey("none")
              .baseUrl("http://127.0.0.1/v1")
              .maxRetries(0)
              .responseValidation(true)
              .build());
  private final com.anthropic.client.AnthropicClient anthropic =
      new com.anthropic.client.AnthropicClientImpl(
          com.anthropic.core.ClientOptions.builder()
              .httpClient(anthropicBytes)
              .putHeader("x-api-key", "none")
              .baseUrl("http://127.0.0.1")
              .maxRetries(0)
              .build());
  private final Client gemini =
      Client.builder()
          .apiKey("none")
          .vertexAI(false)
          .httpOptions(
              HttpOptions.builder()
                  .baseUrl(replayed.uri().toString())
                  .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                  .build())
          .build();

  /**
   * What an SDK made of an answer.
   *
   * @param text the words that it read
   * @param status the status of the error that it raised; 0 if it raised none
   * @param message the error's message
   */
  record Read(String text, int status, String message) {

    static Read of(String text) {
      return new Read(text, 0, "");
    }
  }

  /** Reads an answer; what the SDK cannot read throws whatever the SDK throws. */
  Read read(Side side, Arrived arrived, boolean stream) {
    openAiBytes.next(arrived);
    anthropicBytes.next(arrived);
    try {
      return switch (side) {
        case CHAT -> stream ? chatStream() : chat();
        case RESPONSES -> stream ? responsesStream() : responses();
        case ANTHROPIC -> stream ? messageStream() : message();
        case GEMINI -> gemini(arrived, stream);
      };
    } catch (OpenAIServiceException e) {
      return new Read("", e.statusCode(), String.valueOf(e.body()));
    } catch (AnthropicServiceException e) {
      return new Read("", e.statusCode(), String.valueOf(e.body()));
    } catch (ApiException e) {
      return new Read("", e.code(), String.valueOf(e.message()));
    }
  }

  private Read chat() {
    var answer = openAi.chat().completions().create(chatParams());
    answer.choices().forEach(choice -> choice.message().toolCalls());
    return Read.of(answer.choices().getFirst().message().content().orElse(""));
  }

  private static com.openai.models.chat.completions.ChatCompletionCreateParams chatParams() {
    return com.openai.models.chat.completions.ChatCompletionCreateParams.builder()
        .model(MODEL)
        .addUserMessage("Hello")
        .build();
  }

  private Read chatStream() {
    var all = com.openai.helpers.ChatCompletionAccumulator.create();
    try (var stream = openAi.chat().completions().createStreaming(chatParams())) {
      stream.stream().forEach(chunk -> all.accumulate(chunk.validate()));
    }
    var choices = all.chatCompletion().choices();
    return Read.of(choices.isEmpty() ? "" : choices.getFirst().message().content().orElse(""));
  }

  private static com.openai.models.responses.ResponseCreateParams responseParams() {
    return com.openai.models.responses.ResponseCreateParams.builder()
        .model(MODEL)
        .input("Hello")
        .build();
  }

  private Read responses() {
    return Read.of(words(openAi.responses().create(responseParams())));
  }

  private Read responsesStream() {
    var all = com.openai.helpers.ResponseAccumulator.create();
    var failures = new java.util.ArrayList<String>();
    try (var stream = openAi.responses().createStreaming(responseParams())) {
      stream.stream()
          .forEach(
              event -> {
                event.validate();
                event
                    .failed()
                    .flatMap(f -> f.response().error())
                    .ifPresent(e -> failures.add(e.message()));
                event.error().ifPresent(e -> failures.add(e.message()));
                all.accumulate(event);
              });
    }
    return failures.isEmpty() ? Read.of(words(all.response())) : new Read("", 500, failures + "");
  }

  private static String words(com.openai.models.responses.Response response) {
    var words = new StringBuilder();
    response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .forEach(part -> part.outputText().ifPresent(text -> words.append(text.text())));
    return words.toString();
  }

  private static com.anthropic.models.messages.MessageCreateParams messageParams() {
    return com.anthropic.models.messages.MessageCreateParams.builder()
        .model(MODEL)
        .maxTokens(50)
        .addUserMessage("Hello")
        .build();
  }

  private Read message() {
    var message = anthropic.messages().create(messageParams());
    var others = message.content().stream().filter(block -> !block.isServerToolUse()).toList();
    message.toBuilder().content(others).build().validate();
    return Read.of(words(message));
  }

  /**
   * Version 3.11.0 of the SDK calls the name of every tool that a server runs invalid, those of
   * Anthropic's own answers too: such blocks are read without that.
   */
  private static RawMessageStreamEvent sound(RawMessageStreamEvent event) {
    boolean server =
        event
            .contentBlockStart()
            .filter(start -> start.contentBlock().isServerToolUse())
            .isPresent();
    return server ? event : event.validate();
  }

  private Read messageStream() {
    var all = com.anthropic.helpers.MessageAccumulator.create();
    try (var stream = anthropic.messages().createStreaming(messageParams())) {
      stream.stream().forEach(event -> all.accumulate(sound(event)));
    }
    return Read.of(words(all.message()));
  }

  private static String words(com.anthropic.models.messages.Message message) {
    var words = new StringBuilder();
    message.content().forEach(block -> block.text().ifPresent(text -> words.append(text.text())));
    return words.toString();
  }

  private Read gemini(Arrived arrived, boolean stream) {
    var headers = Headers.of("Content-Type", arrived.type());
    replayed.next(Replay.answer(arrived.status(), headers, arrived.body()));
    if (!stream) {
      return Read.of(words(List.of(gemini.models.generateContent(MODEL, "Hello", null))));
    }
    var words = new StringBuilder();
    try (var chunks = gemini.models.generateContentStream(MODEL, "Hello", null)) {
      chunks.forEach(chunk -> words.append(words(List.of(chunk))));
    }
    return Read.of(words.toString());
  }

  private static String words(List<com.google.genai.types.GenerateContentResponse> answers) {
    var words = new StringBuilder();
    answers.stream()
        .flatMap(answer -> answer.candidates().stream().flatMap(List::stream).limit(1))
        .flatMap(candidate -> candidate.content().stream())
        .flatMap(content -> content.parts().stream().flatMap(List::stream))
        .filter(part -> !part.thought().orElse(false))
        .forEach(part -> part.text().ifPresent(words::append));
    return words.toString();
  }

  @Override
  public void close() {
    openAi.close();
    anthropic.close();
    gemini.close();
    replayed.close();
  }
}
