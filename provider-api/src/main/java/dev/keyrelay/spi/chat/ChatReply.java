package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A complete answer.
 *
 * @param id upstream's id, if given
 * @param model the model that upstream names
 * @param created when, in Unix seconds, if given
 * @param candidates the answers, at least one
 * @param usage what was used, if told
 * @param extensions further fields, given back to the dialect they came in
 */
public record ChatReply(
    Optional<String> id,
    String model,
    OptionalLong created,
    List<Candidate> candidates,
    Optional<TokenUsage> usage,
    Extensions extensions) {

  public ChatReply {
    candidates = List.copyOf(candidates);
  }

  /**
   * One answer.
   *
   * @param parts what it says, in order
   * @param stop why it ended
   * @param logprobs a list in the form of OpenAI chat's {@code logprobs.content}
   */
  public record Candidate(List<Part> parts, Stop stop, Optional<JsonNode> logprobs) {
    public Candidate {
      parts = List.copyOf(parts);
    }
  }
}
