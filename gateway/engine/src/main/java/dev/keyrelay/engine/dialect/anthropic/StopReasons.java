package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.Stop.Reason;
import java.util.Optional;
import java.util.Set;

/** The values of {@code stop_reason}. */
final class StopReasons {

  private static final Set<String> KNOWN_DETAILS = Set.of("type", "explanation");

  private StopReasons() {}

  /** Notes what nobody asks of the explanation of a stop. */
  static void dropDetails(JsonNode node, Drops drops) {
    drops.addUnknown(node.path("stop_details"), KNOWN_DETAILS, "stop_details.");
  }

  /** The stop that an object with {@code stop_reason} and {@code stop_sequence} tells. */
  static Stop read(JsonNode node) {
    String word = node.path("stop_reason").asText("end_turn");
    var sequence = Optional.ofNullable(node.path("stop_sequence").textValue());
    var words = Optional.ofNullable(node.path("stop_details").path("explanation").textValue());
    return switch (word) {
      case "end_turn" -> new Stop(Reason.END, sequence, words);
      case "max_tokens" -> new Stop(Reason.MAX_TOKENS, sequence, words);
      case "stop_sequence" -> new Stop(Reason.STOP_SEQUENCE, sequence, words);
      case "tool_use" -> new Stop(Reason.TOOL_CALLS, sequence, words);
      case "pause_turn" -> new Stop(Reason.PAUSED, sequence, words);
      case "refusal" -> new Stop(Reason.REFUSAL, sequence, words);
      case "model_context_window_exceeded" -> new Stop(Reason.CONTEXT_FULL, sequence, words);
      default -> new Stop(Reason.OTHER, sequence, Optional.of(word));
    };
  }

  /** What the model says of a refusal, which stands beside the content. */
  static Optional<Part> refusal(Stop stop) {
    return stop.words().filter(_ -> stop.reason() == Reason.REFUSAL).map(Part.Refusal::new);
  }

  static void write(ObjectNode node, Stop stop, Drops drops) {
    drops.addStop(stop, Set.of(Reason.MALFORMED_CALL, Reason.OTHER), true);
    node.put("stop_reason", word(stop)).put("stop_sequence", stop.sequence().orElse(null));
  }

  private static String word(Stop stop) {
    return switch (stop.reason()) {
      case END, MALFORMED_CALL, OTHER -> "end_turn";
      case STOP_SEQUENCE -> "stop_sequence";
      case MAX_TOKENS -> "max_tokens";
      case CONTEXT_FULL -> "model_context_window_exceeded";
      case TOOL_CALLS -> "tool_use";
      case PAUSED -> "pause_turn";
      case REFUSAL, FILTERED -> "refusal";
    };
  }
}
