package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.Stop.Reason;
import java.util.Optional;
import java.util.Set;

/** The values of {@code finishReason}, and blocks of the prompt. */
final class FinishReasons {

  /** Words of filters that a client of this dialect is told as they are. */
  private static final Set<String> FILTERS =
      Set.of("SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII");

  /** Reasons that are told as {@code STOP} for want of a word. */
  static final Set<Reason> UNSAID = Set.of(Reason.PAUSED);

  private FinishReasons() {}

  /**
   * The stop that a word means.
   *
   * @param calls whether the answer has calls, which this dialect does not tell by the reason
   * @param message upstream's explanation; empty for none
   */
  static Stop read(String word, boolean calls, String message) {
    var words = Optional.of(message.isEmpty() ? word : word + ": " + message);
    return switch (word) {
      case "STOP", "FINISH_REASON_UNSPECIFIED" -> Stop.of(calls ? Reason.TOOL_CALLS : Reason.END);
      case "MAX_TOKENS" -> Stop.of(Reason.MAX_TOKENS);
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          new Stop(Reason.FILTERED, Optional.empty(), words);
      case "MALFORMED_FUNCTION_CALL",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MISSING_THOUGHT_SIGNATURE",
          "MALFORMED_RESPONSE" ->
          new Stop(Reason.MALFORMED_CALL, Optional.empty(), words);
      default -> new Stop(Reason.OTHER, Optional.empty(), words);
    };
  }

  /** The stop of an answer without candidates, because the prompt was blocked. */
  static Optional<Stop> blocked(JsonNode feedback) {
    return Optional.ofNullable(feedback.path("blockReason").textValue())
        .map(
            reason -> {
              String message = feedback.path("blockReasonMessage").asText("");
              return new Stop(
                  Reason.FILTERED,
                  Optional.empty(),
                  Optional.of(message.isEmpty() ? reason : reason + ": " + message));
            });
  }

  /**
   * The word for a stop.
   *
   * @param declined whether the answer's text says that the model declined: then it is a usual end
   */
  static String write(Stop stop, boolean declined) {
    return switch (stop.reason()) {
      case END, STOP_SEQUENCE, TOOL_CALLS, PAUSED -> "STOP";
      case MAX_TOKENS, CONTEXT_FULL -> "MAX_TOKENS";
      case REFUSAL -> declined && stop.words().isEmpty() ? "STOP" : "SAFETY";
      case FILTERED -> stop.words().filter(FILTERS::contains).orElse("SAFETY");
      case MALFORMED_CALL -> "MALFORMED_FUNCTION_CALL";
      case OTHER -> "OTHER";
    };
  }
}
