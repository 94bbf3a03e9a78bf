package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Remembers the signed thought that came before a tool call, by the call's id, for clients whose
 * dialect cannot carry it. In memory alone, for a while, and only of calls whose id the service
 * made, which nobody guesses. Safe for use by several threads.
 */
final class ThoughtCache {

  private static final int MOST = 5_000;
  private static final int LONGEST_THOUGHT = 64 * 1024;

  private record Thought(String text, String signature, Instant until) {}

  private final InstantSource clock;
  private final Duration life;
  private final Map<String, Thought> byCall =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Thought> eldest) {
          return size() > MOST;
        }
      };

  ThoughtCache(InstantSource clock, Duration life) {
    this.clock = clock;
    this.life = life;
  }

  /** Watches the unwrapped events of one stream, or one answer; it is used by one thread. */
  UnaryOperator<JsonNode> watch() {
    var turn = new Turn();
    return answer -> {
      for (JsonNode part : answer.at("/candidates/0/content/parts")) {
        turn.add(part);
      }
      return answer;
    };
  }

  private final class Turn {

    private final StringBuilder text = new StringBuilder();
    private String signature = "";

    void add(JsonNode part) {
      String own = part.path("thoughtSignature").asText("");
      if (part.path("thought").asBoolean()) {
        if (text.length() < LONGEST_THOUGHT) {
          text.append(part.path("text").asText(""));
        }
        signature = own.isEmpty() ? signature : own;
      } else if (part.has("functionCall")) {
        String id = part.at("/functionCall/id").asText("");
        String known = signature.isEmpty() ? own : signature;
        if (!id.isEmpty() && !known.isEmpty()) {
          keep(id, new Thought(text.toString(), known, clock.instant().plus(life)));
        }
      }
    }
  }

  private synchronized void keep(String call, Thought thought) {
    byCall.put(call, thought);
  }

  private synchronized Optional<Thought> of(String call) {
    return Optional.ofNullable(byCall.get(call))
        .filter(thought -> clock.instant().isBefore(thought.until));
  }

  /** Puts the thought back in front of the first call of a message that has lost it. */
  void restore(ArrayNode parts) {
    if (parts.path(0).path("thought").asBoolean()) {
      return;
    }
    for (JsonNode part : parts) {
      String id = part.at("/functionCall/id").asText("");
      if (!id.isEmpty()) {
        of(id).ifPresent(thought -> parts.insert(0, part(thought)));
        return;
      }
    }
  }

  private static ObjectNode part(Thought thought) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("text", thought.text)
        .put("thought", true)
        .put("thoughtSignature", thought.signature);
  }
}
