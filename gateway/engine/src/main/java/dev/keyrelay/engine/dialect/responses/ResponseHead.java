package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import java.util.Optional;

/**
 * What stands in every response object beside its output: its name, and what it repeats of its
 * request.
 *
 * @param id the response's id
 * @param createdAt when it was made, in Unix seconds
 * @param model the model that answers
 * @param asked the fields of the request that are repeated, as {@link RepeatedFields} picks them
 */
record ResponseHead(String id, long createdAt, String model, JsonNode asked) {

  /** For an answer that failed before it told anything of itself. */
  static final ResponseHead UNKNOWN = new ResponseHead("resp_failed", 0, "", Trees.object());

  static ResponseHead of(ReplyOptions options, long createdAt) {
    // Upstream's id names nothing here, and need not be unique among all providers.
    String id = options.idWith("resp_", Optional.empty());
    return new ResponseHead(id, createdAt, options.model(), options.asked());
  }

  /** A response object without output, with every field that strict clients demand. */
  ObjectNode response(String status) {
    var response =
        Trees.object()
            .put("id", id)
            .put("object", "response")
            .put("created_at", createdAt)
            .put("status", status)
            .put("background", false)
            .putNull("error")
            .putNull("incomplete_details")
            .putNull("instructions")
            .putNull("max_output_tokens")
            .putNull("max_tool_calls")
            .put("model", model);
    response.putArray("output");
    response.put("parallel_tool_calls", true).putNull("previous_response_id");
    response.putObject("reasoning").putNull("effort").putNull("summary");
    response.put("store", true).putNull("temperature");
    response.putObject("text").putObject("format").put("type", "text");
    response.put("tool_choice", "auto");
    response.putArray("tools");
    response.put("top_logprobs", 0).putNull("top_p");
    response.put("truncation", "disabled").putNull("usage");
    response.putObject("metadata");
    RepeatedFields.repeat(asked, response);
    return response;
  }
}
