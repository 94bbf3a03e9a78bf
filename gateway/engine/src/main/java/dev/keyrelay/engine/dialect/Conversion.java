package dev.keyrelay.engine.dialect;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.UnsupportedCallException;
import java.util.List;

/** A call that continues no conversation, between two dialects. Its answers are never streamed. */
public interface Conversion {

  /** The provider's request. */
  JsonBody request();

  /** The fields of the client's request that were left out. */
  List<String> dropped();

  /**
   * A complete answer, in the client's dialect.
   *
   * @throws UnreadableAnswerException if it is not what the provider's dialect says
   */
  TranslatedReply reply(byte[] answer);

  /**
   * Converts a request.
   *
   * @throws UnsupportedCallException if the provider's dialect cannot say what it means; the
   *     message names the field
   */
  static Conversion between(
      Operation operation,
      Dialect client,
      Dialect provider,
      JsonBody body,
      TranslationOptions options) {
    return switch (operation) {
      case EMBED -> Embeddings.between(client, provider, body, options);
      case COUNT_TOKENS -> new TokenCounting(client, provider, body, options);
      case GENERATE, COMPLETE ->
          throw new UnsupportedCallException(
              operation
                  + ": "
                  + provider
                  + " has no such operation (expected: chat completions, or a model of another"
                  + " provider)");
    };
  }
}
