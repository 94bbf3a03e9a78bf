package dev.keyrelay.engine.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Counts the tokens of a conversation with the counter of a provider of another dialect. */
final class TokenCounting implements Conversion {

  /** What Anthropic's counter takes of a request. */
  private static final Set<String> COUNTED =
      Set.of("model", "messages", "system", "tools", "tool_choice", "thinking");

  private final Dialect client;
  private final JsonBody request;
  private final List<String> dropped;

  TokenCounting(Dialect client, Dialect provider, JsonBody body, TranslationOptions options) {
    var translation = Translation.between(client, provider, conversation(body), options);
    this.client = client;
    this.request = JsonBody.of(counted(provider, translation.request().tree()));
    this.dropped = translation.dropped();
  }

  /** The request whose tokens are asked for, which Gemini's clients may wrap. */
  private static JsonBody conversation(JsonBody body) {
    return body.get("generateContentRequest")
        .filter(ObjectNode.class::isInstance)
        .map(wrapped -> JsonBody.of((ObjectNode) wrapped))
        .orElse(body);
  }

  private static ObjectNode counted(Dialect provider, ObjectNode asked) {
    return switch (provider) {
      case ANTHROPIC_MESSAGES -> asked.retain(COUNTED);
      case GEMINI -> {
        var wrapper = Trees.object();
        wrapper.set("generateContentRequest", asked);
        yield wrapper;
      }
      case OPENAI_CHAT, OPENAI_RESPONSES ->
          throw new UnsupportedCallException(
              "the dialect " + provider + " counts no tokens (expected: Anthropic or Gemini)");
    };
  }

  @Override
  public JsonBody request() {
    return request;
  }

  @Override
  public List<String> dropped() {
    return dropped;
  }

  @Override
  public TranslatedReply reply(byte[] answer) {
    try {
      JsonNode told = JsonBody.MAPPER.readTree(answer);
      JsonNode tokens =
          told.has("totalTokens") ? told.get("totalTokens") : told.path("input_tokens");
      if (!tokens.canConvertToLong()) {
        throw new UnsupportedCallException("it has no number of tokens");
      }
      return new TranslatedReply(
          JsonBody.MAPPER.writeValueAsBytes(
              TokenCountAnswers.of(client, tokens.longValue(), TokenCountAnswers.Source.UPSTREAM)),
          Optional.empty(),
          List.of());
    } catch (IOException | UnsupportedCallException e) {
      throw new UnreadableAnswerException("upstream's answer cannot be read: " + e.getMessage(), e);
    }
  }
}
