package dev.keyrelay.engine.dialect.openai;

import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.Stop.Reason;
import java.util.Optional;
import java.util.Set;

/** The values of {@code finish_reason}. */
final class StopWords {

  /** Reasons that are told as {@code stop} for want of a word. */
  static final Set<Reason> UNSAID = Set.of(Reason.PAUSED, Reason.MALFORMED_CALL, Reason.OTHER);

  private StopWords() {}

  /**
   * The reason that a word means.
   *
   * @param calls whether the answer has tool calls: several services say {@code stop} nevertheless
   * @param declined whether the message says that the model declined
   */
  static Stop read(String word, boolean calls, boolean declined) {
    return switch (word) {
      case "stop", "eos", "end_turn" ->
          Stop.of(declined ? Reason.REFUSAL : calls ? Reason.TOOL_CALLS : Reason.END);
      case "length", "max_tokens" -> Stop.of(Reason.MAX_TOKENS);
      case "tool_calls", "function_call" -> Stop.of(Reason.TOOL_CALLS);
      case "content_filter" -> Stop.of(Reason.FILTERED);
      case "refusal" -> Stop.of(Reason.REFUSAL);
      default -> new Stop(Reason.OTHER, Optional.empty(), Optional.of(word));
    };
  }

  /**
   * The word for a stop.
   *
   * @param declined whether the message says that the model declined: then {@code stop} is OpenAI's
   *     word, unless upstream explained a refusal of its own
   */
  static String write(Stop stop, boolean declined) {
    return switch (stop.reason()) {
      case END, STOP_SEQUENCE, PAUSED, MALFORMED_CALL, OTHER -> "stop";
      case MAX_TOKENS, CONTEXT_FULL -> "length";
      case TOOL_CALLS -> "tool_calls";
      case REFUSAL -> declined && stop.words().isEmpty() ? "stop" : "content_filter";
      case FILTERED -> "content_filter";
    };
  }
}
