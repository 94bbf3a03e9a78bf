package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How tokens are drawn. Absent values are left to upstream.
 *
 * @param maxTokens the most tokens of the answer, thoughts included
 * @param candidates how many answers ({@code n})
 * @param logprobs how many alternatives per token; 0 for the chosen token alone
 */
public record Sampling(
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalDouble topK,
    OptionalDouble frequencyPenalty,
    OptionalDouble presencePenalty,
    OptionalLong seed,
    OptionalLong maxTokens,
    OptionalInt candidates,
    OptionalInt logprobs,
    Optional<JsonNode> logitBias,
    List<String> stop) {

  /** Everything left to upstream. */
  public static final Sampling UNSTATED =
      new Sampling(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          List.of());

  public Sampling {
    stop = List.copyOf(stop);
  }
}
