package dev.keyrelay.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.UpstreamCall;

/** What the API wants otherwise in bodies: models by full name, and no instruction for Gemma 3. */
final class GeminiBodies {

  private static final String[] INSTRUCTION = {"systemInstruction", "system_instruction"};

  private GeminiBodies() {}

  static JsonBody adapt(UpstreamCall call) {
    var body = call.body().without("stream");
    String name = GeminiPath.name(call.model());
    if (call.operation() == Operation.EMBED && body.has("requests")) {
      return batch(body.without("model"), name);
    }
    if (call.operation() == Operation.COUNT_TOKENS && body.has("generateContentRequest")) {
      return counted(body.without("model"), name);
    }
    var named = body.has("model") ? body.with("model", name) : body;
    return call.model().contains("gemma-3") ? withoutInstruction(named) : named;
  }

  private static JsonBody batch(JsonBody body, String name) {
    JsonNode requests = body.get("requests").orElseGet(JsonBody.MAPPER::createArrayNode);
    boolean changed = false;
    for (JsonNode request : requests) {
      if (request instanceof ObjectNode object && !name.equals(object.path("model").textValue())) {
        object.put("model", name);
        changed = true;
      }
    }
    return changed ? body.with("requests", requests) : body;
  }

  private static JsonBody counted(JsonBody body, String name) {
    JsonNode request = body.get("generateContentRequest").orElseThrow();
    return request instanceof ObjectNode object && !name.equals(object.path("model").textValue())
        ? body.with("generateContentRequest", object.put("model", name))
        : body;
  }

  /** Gemma 3 refuses instructions; they become the first thing that the user says. */
  private static JsonBody withoutInstruction(JsonBody body) {
    for (String field : INSTRUCTION) {
      var instruction = body.get(field);
      if (instruction.isPresent() && instruction.get() instanceof ObjectNode said) {
        ArrayNode contents = JsonBody.MAPPER.createArrayNode().add(said.put("role", "user"));
        body.get("contents").ifPresent(all -> all.forEach(contents::add));
        return body.without(INSTRUCTION).with("contents", contents);
      }
    }
    return body;
  }
}
