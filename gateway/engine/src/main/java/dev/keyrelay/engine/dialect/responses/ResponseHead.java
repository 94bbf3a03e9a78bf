package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;

/**
 * What stands at the beginning of every response object.
 *
 * @param id the response's id
 * @param createdAt when it was made, in Unix seconds
 * @param model the model that answers
 */
record ResponseHead(String id, long createdAt, String model) {

  /** For an answer that failed before it told anything of itself. */
  static final ResponseHead UNKNOWN = new ResponseHead("resp_failed", 0, "");

  /** A response object without output, with every field that strict clients demand. */
  ObjectNode response(String status) {
    var response =
        JsonBody.MAPPER
            .createObjectNode()
            .put("id", id)
            .put("object", "response")
            .put("created_at", createdAt)
            .put("status", status)
            .putNull("error")
            .putNull("incomplete_details")
            .putNull("instructions")
            .putNull("max_output_tokens")
            .put("model", model);
    response.putArray("output");
    response.put("parallel_tool_calls", true).putNull("previous_response_id");
    response.putNull("temperature").put("tool_choice", "auto");
    response.putArray("tools");
    response.putNull("top_p").putNull("usage");
    response.putObject("metadata");
    return response;
  }
}
