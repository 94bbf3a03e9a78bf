package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What the writer of a client's answer must know beyond the answer.
 *
 * @param model the model name to show: the one that the client asked for
 * @param usageWanted whether the client asked for counts in a stream (OpenAI chat)
 * @param estimatedInput input tokens to show where a dialect tells them before upstream does
 * @param id what to name the answer if upstream does not
 * @param created when, in Unix seconds, if upstream does not tell
 * @param asked what the answer repeats of the request, as {@link Codec#repeated} picks it
 */
public record ReplyOptions(
    String model,
    boolean usageWanted,
    long estimatedInput,
    String id,
    long created,
    ObjectNode asked) {

  /** Options of an answer that repeats nothing. */
  public ReplyOptions(
      String model, boolean usageWanted, long estimatedInput, String id, long created) {
    this(model, usageWanted, estimatedInput, id, created, Trees.object());
  }

  /** The answer's id with the prefix that a dialect's ids have. */
  public String idWith(String prefix, Optional<String> upstreamId) {
    String given = upstreamId.orElse(id);
    return given.startsWith(prefix) ? given : prefix + given;
  }
}
