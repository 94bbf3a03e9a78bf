package dev.keyrelay.engine.dialect;

import dev.keyrelay.engine.dialect.anthropic.AnthropicCodec;
import dev.keyrelay.engine.dialect.anthropic.AnthropicErrors;
import dev.keyrelay.engine.dialect.anthropic.AnthropicInspector;
import dev.keyrelay.engine.dialect.gemini.GeminiCodec;
import dev.keyrelay.engine.dialect.gemini.GeminiErrors;
import dev.keyrelay.engine.dialect.gemini.GeminiInspector;
import dev.keyrelay.engine.dialect.openai.OpenAiChatCodec;
import dev.keyrelay.engine.dialect.openai.OpenAiChatErrors;
import dev.keyrelay.engine.dialect.openai.OpenAiChatInspector;
import dev.keyrelay.engine.dialect.responses.ResponsesCodec;
import dev.keyrelay.engine.dialect.responses.ResponsesErrors;
import dev.keyrelay.engine.dialect.responses.ResponsesInspector;
import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.ErrorShape;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.spi.Dialect;
import java.util.Optional;

/** Where to find what belongs to a dialect. */
public final class Dialects {

  private Dialects() {}

  /** An inspector for one stream in a dialect. */
  public static EventInspector inspector(Dialect dialect) {
    return switch (dialect) {
      case OPENAI_CHAT -> new OpenAiChatInspector();
      case OPENAI_RESPONSES -> new ResponsesInspector();
      case ANTHROPIC_MESSAGES -> new AnthropicInspector();
      case GEMINI -> new GeminiInspector();
    };
  }

  /** What a complete 2xx body in a dialect is, and the tokens it states. */
  public static AnswerFacts facts(Dialect dialect, byte[] body) {
    return AnswerFacts.read(dialect, body);
  }

  /** The codec of a dialect; absent as long as it can only be passed through. */
  public static Optional<Codec> codec(Dialect dialect) {
    return switch (dialect) {
      case OPENAI_CHAT -> Optional.of(new OpenAiChatCodec());
      case ANTHROPIC_MESSAGES -> Optional.of(new AnthropicCodec());
      case GEMINI -> Optional.of(new GeminiCodec());
      case OPENAI_RESPONSES -> Optional.of(new ResponsesCodec());
    };
  }

  /** How a dialect tells errors. */
  public static ErrorShape errors(Dialect dialect) {
    return switch (dialect) {
      case OPENAI_CHAT -> OpenAiChatErrors.SHAPE;
      case OPENAI_RESPONSES -> ResponsesErrors.SHAPE;
      case ANTHROPIC_MESSAGES -> AnthropicErrors.SHAPE;
      case GEMINI -> GeminiErrors.SHAPE;
    };
  }
}
