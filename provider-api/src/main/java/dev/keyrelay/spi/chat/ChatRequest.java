package dev.keyrelay.spi.chat;

import java.util.List;
import java.util.Optional;

/**
 * A request for the next turn of a conversation.
 *
 * @param turns the conversation in order, system and developer turns in their places
 * @param tools what the model may call
 * @param toolChoice whether it may, must or must not call one
 * @param parallelToolCalls whether it may call several at once; absent leaves it to upstream
 * @param sampling how tokens are drawn
 * @param reasoning how much it thinks first
 * @param output the form of the answer
 * @param cacheKey what the client names the conversation for the provider's prompt cache
 * @param user the end user's id, as the client states it
 * @param serviceTier the client's word for a tier, unmapped
 * @param extensions fields that only some dialects have
 */
public record ChatRequest(
    List<Turn> turns,
    List<Tool> tools,
    Optional<ToolChoice> toolChoice,
    Optional<Boolean> parallelToolCalls,
    Sampling sampling,
    Optional<Reasoning> reasoning,
    OutputForm output,
    Optional<String> cacheKey,
    Optional<String> user,
    Optional<String> serviceTier,
    Extensions extensions) {

  public ChatRequest {
    turns = List.copyOf(turns);
    tools = List.copyOf(tools);
  }
}
