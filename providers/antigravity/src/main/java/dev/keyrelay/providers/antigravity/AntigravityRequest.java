package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.google.CodeAssistEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Makes request bodies: Gemini's, fitted to the model's family, in the envelope. */
final class AntigravityRequest {

  private static final String PARALLEL =
      "When several tool calls do not depend on each other, make all of them in the same turn.";

  private final Switches switches;

  private final ThoughtCache thoughts;

  AntigravityRequest(Switches switches, ThoughtCache thoughts) {
    this.switches = switches;
    this.thoughts = thoughts;
  }

  JsonBody of(UpstreamCall call, Optional<String> project) {
    ObjectNode request = call.body().tree();
    String model = CodeAssistEnvelope.model(call);
    var family = Family.of(model);
    var thinking = Thinking.of(request);
    String upstream = Models.upstream(model, thinking);
    thinking.apply(request, family, switches.clampThinking());
    if (family == Family.CLAUDE && switches.sanitiseThinking()) {
      ClaudeThinking.mend(request, thinking.isOn() || upstream.endsWith("-thinking"), thoughts);
    }
    boolean tools = Tools.fit(request, family, switches.schemaHints(family));
    if (tools && switches.parallel(family)) {
      instruct(request);
    }
    request.put("sessionId", session(request));
    var envelope = JsonBody.MAPPER.createObjectNode();
    project.ifPresent(id -> envelope.put("project", id));
    envelope.put("userAgent", "keyrelay").put("requestType", "agent").put("model", upstream);
    envelope.set("request", request);
    return JsonBody.of(envelope);
  }

  private static void instruct(ObjectNode request) {
    var system = request.withObject("/systemInstruction");
    if (!system.has("role")) {
      system.put("role", "user");
    }
    system.withArray("/parts").addObject().put("text", PARALLEL);
  }

  /** A number that stays the same through a conversation, so that the service's caches hit. */
  private static String session(JsonNode request) {
    String first = "";
    for (JsonNode content : request.path("contents")) {
      for (JsonNode part : content.path("parts")) {
        String text = part.path("text").asText("");
        if (first.isEmpty() && content.path("role").asText("user").equals("user")) {
          first = text;
        }
      }
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(first.getBytes(StandardCharsets.UTF_8));
      return "-" + (ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
