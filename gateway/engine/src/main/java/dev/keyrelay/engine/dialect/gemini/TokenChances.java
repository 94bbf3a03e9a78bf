package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The object {@code logprobsResult}, from and to the list of OpenAI chat. */
final class TokenChances {

  private TokenChances() {}

  static Optional<JsonNode> read(JsonNode result) {
    JsonNode chosen = result.path("chosenCandidates");
    if (!chosen.isArray() || chosen.isEmpty()) {
      return Optional.empty();
    }
    var list = Trees.array();
    for (int i = 0; i < chosen.size(); i++) {
      var token = token(chosen.get(i));
      var others = token.putArray("top_logprobs");
      result.path("topCandidates").path(i).path("candidates").forEach(o -> others.add(token(o)));
      list.add(token);
    }
    return Optional.of(list);
  }

  private static ObjectNode token(JsonNode candidate) {
    String text = candidate.path("token").asText("");
    var token =
        Trees.object()
            .put("token", text)
            .put("logprob", candidate.path("logProbability").asDouble());
    var bytes = token.putArray("bytes");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(b & 0xff);
    }
    return token;
  }

  static ObjectNode write(JsonNode list) {
    var result = Trees.object();
    var top = result.putArray("topCandidates");
    var chosen = result.putArray("chosenCandidates");
    for (var token : list) {
      chosen.add(candidate(token));
      var others = top.addObject().putArray("candidates");
      token.path("top_logprobs").forEach(other -> others.add(candidate(other)));
    }
    return result;
  }

  private static ObjectNode candidate(JsonNode token) {
    return Trees.object()
        .put("token", token.path("token").asText(""))
        .put("logProbability", token.path("logprob").asDouble());
  }
}
