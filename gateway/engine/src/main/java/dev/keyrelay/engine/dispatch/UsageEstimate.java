package dev.keyrelay.engine.dispatch;

import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The tokens of an attempt of which upstream told none. Four bytes of the text values of a JSON
 * document are taken for one token, an encoded file for {@link #FILE}. Reads bytes once, without
 * taking the document apart, so that it may run on an event loop.
 */
final class UsageEstimate {

  /** Tokens of an image or a file, whatever its size. */
  static final int FILE = 300;

  private static final int BYTES_PER_TOKEN = 4;

  /** A text of this length without a space is no text. */
  private static final int LONGEST_WORD = 2_000;

  private UsageEstimate() {}

  /** What an attempt used that was not answered, or whose answer was of no use. */
  static Optional<TokenUsage> unanswered(Call call) {
    return of(call, 0);
  }

  /** What a whole answer used. */
  static Optional<TokenUsage> answered(Call call, byte[] answer) {
    return of(call, call.operation() == Operation.EMBED ? 0 : tokens(answer));
  }

  /** What an attempt used that answered with so many tokens. Counting tokens uses none. */
  static Optional<TokenUsage> of(Call call, long output) {
    return call.operation() == Operation.COUNT_TOKENS
        ? Optional.empty()
        : Optional.of(
            new TokenUsage(
                tokens(call.body().bytes()), 0, 0, output, 0, OptionalDouble.empty(), true));
  }

  static long tokens(byte[] json) {
    long bytes = 0;
    long files = 0;
    int start = -1;
    boolean spaced = false;
    for (int i = 0; i < json.length; i++) {
      byte at = json[i];
      if (start < 0) {
        start = at == '"' ? i + 1 : -1;
        spaced = false;
      } else if (at == '\\') {
        i++;
      } else if (at == ' ') {
        spaced = true;
      } else if (at == '"') {
        int length = i - start;
        start = -1;
        if (length > LONGEST_WORD && !spaced) {
          files++;
        } else if (!isName(json, i + 1)) {
          bytes += length;
        }
      }
    }
    return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN + files * FILE;
  }

  private static boolean isName(byte[] json, int from) {
    for (int i = from; i < json.length; i++) {
      if (json[i] != ' ' && json[i] != '\n' && json[i] != '\r' && json[i] != '\t') {
        return json[i] == ':';
      }
    }
    return false;
  }
}
