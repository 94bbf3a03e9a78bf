package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an answer says, whatever the dialect: read from JSON by the test's own hand, to compare what
 * upstream sent with what a client got.
 */
final class Said {

  /** Words, one entry for each piece. A refusal is words here. */
  final List<String> words = new ArrayList<>();

  final StringBuilder thoughts = new StringBuilder();

  /** Names of called tools with their arguments, by the place of the call. */
  final TreeMap<Integer, StringBuilder[]> calls = new TreeMap<>();

  final Set<String> cited = new TreeSet<>();

  /** What the service searched the web for. */
  final Set<String> searched = new TreeSet<>();

  /** The pages that it found. */
  final Set<String> found = new TreeSet<>();

  /** Proofs and encrypted thoughts. */
  final Set<String> opaque = new TreeSet<>();

  /** Kinds of pieces that no other dialect has. */
  final Set<String> natives = new TreeSet<>();

  /** Items of a stream that has not ended. */
  final TreeMap<Integer, JsonNode> items = new TreeMap<>();

  /** Whether the words say that the model declines; then the reason is told in several ways. */
  boolean declined;

  /** Whether arguments came in pieces that this reader does not join. */
  boolean partial;

  int media;
  boolean logprobs;
  String stop = "";
  long input = -1;
  long output = -1;
  long cached;
  long written;
  long reasoning;

  static Said in(Side side, List<JsonNode> payloads) {
    var said = new Said();
    switch (side) {
      case CHAT -> payloads.forEach(payload -> SaidInOpenAi.chat(said, payload));
      case RESPONSES -> payloads.forEach(payload -> SaidInOpenAi.response(said, payload));
      case ANTHROPIC -> new SaidInAnthropic(said).read(payloads);
      case GEMINI -> payloads.forEach(payload -> SaidInGemini.chunk(said, payload));
    }
    return said;
  }

  void call(int place, String name, String arguments) {
    var call = calls.computeIfAbsent(place, _ -> new StringBuilder[] {sb(), sb()});
    call[0].append(name);
    call[1].append(arguments);
  }

  private static StringBuilder sb() {
    return new StringBuilder();
  }

  void word(String text) {
    if (!text.isEmpty()) {
      words.add(text);
    }
  }

  void usage(JsonNode in, JsonNode out, JsonNode cachedIn, JsonNode writtenIn, JsonNode thought) {
    input = Math.max(input, in.asLong(-1));
    output = Math.max(output, out.asLong(-1));
    cached = Math.max(cached, cachedIn.asLong(0));
    written = Math.max(written, writtenIn.asLong(0));
    reasoning = Math.max(reasoning, thought.asLong(0));
  }

  /** Names and arguments of the calls, in order. */
  List<String> called() {
    return calls.values().stream()
        .map(call -> call[0] + " " + canonical(call[1].toString()))
        .toList();
  }

  private static String canonical(String arguments) {
    try {
      var mapper = dev.keyrelay.spi.JsonBody.MAPPER;
      JsonNode tree = mapper.readTree(arguments.isBlank() ? "{}" : arguments);
      JsonNode broken = tree.path("invalid_json");
      return broken.isTextual() && tree.size() == 1 ? broken.textValue() : sorted(tree).toString();
    } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
      return arguments;
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    var result = dev.keyrelay.spi.JsonBody.MAPPER.createObjectNode();
    node.properties().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(field -> result.set(field.getKey(), sorted(field.getValue())));
    return result;
  }

  /** All words without white space. */
  String text() {
    return dense(String.join("", words));
  }

  static String dense(String text) {
    return text.replaceAll("\\s+", "");
  }
}
