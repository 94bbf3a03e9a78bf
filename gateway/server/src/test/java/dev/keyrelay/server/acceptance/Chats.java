package dev.keyrelay.server.acceptance;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Chat calls through the official SDK. */
final class Chats {

  static final String MODEL = "openai/gpt-test";

  private Chats() {}

  static ChatCompletionCreateParams.Builder params(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello there");
  }

  static ChatCompletion ask(OpenAIClient client) {
    return ask(client, UnaryOperator.identity());
  }

  static ChatCompletion ask(
      OpenAIClient client, UnaryOperator<ChatCompletionCreateParams.Builder> edit) {
    return client.chat().completions().create(edit.apply(params(MODEL)).build());
  }

  static StreamResponse<ChatCompletionChunk> stream(OpenAIClient client) {
    return client.chat().completions().createStreaming(params(MODEL).build());
  }

  /** Reads a stream into a list, which holds what came even if it breaks. */
  static void drain(OpenAIClient client, List<ChatCompletionChunk> into) {
    try (var stream = stream(client)) {
      stream.stream().forEach(into::add);
    }
  }

  static List<ChatCompletionChunk> drain(OpenAIClient client) {
    var chunks = new ArrayList<ChatCompletionChunk>();
    drain(client, chunks);
    return chunks;
  }

  static String text(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElse("");
  }

  static String text(List<ChatCompletionChunk> chunks) {
    var text = new StringBuilder();
    chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .forEach(choice -> choice.delta().content().ifPresent(text::append));
    return text.toString();
  }
}
