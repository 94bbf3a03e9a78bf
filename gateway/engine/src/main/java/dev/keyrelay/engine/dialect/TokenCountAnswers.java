package dev.keyrelay.engine.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import java.util.Locale;

/** How each dialect tells a number of input tokens. */
public final class TokenCountAnswers {

  private TokenCountAnswers() {}

  /** Who counted. */
  public enum Source {
    /** The provider. */
    UPSTREAM,
    /** A tokenizer with the model's vocabulary. */
    TOKENIZER,
    /** Nobody: the number follows from the length of the texts. */
    ESTIMATE;

    /** As clients are told. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The answer. OpenAI chat has no such operation, so that its form is the gateway's own, and says
   * who counted.
   */
  public static ObjectNode of(Dialect dialect, long tokens, Source source) {
    var json = Trees.object();
    return switch (dialect) {
      case ANTHROPIC_MESSAGES -> json.put("input_tokens", tokens);
      case GEMINI -> json.put("totalTokens", tokens);
      case OPENAI_CHAT -> json.put("token_count", tokens).put("source", source.word());
      case OPENAI_RESPONSES ->
          json.put("object", "response.input_tokens").put("input_tokens", tokens);
    };
  }
}
