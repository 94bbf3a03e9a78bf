package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call whose arguments come in pieces ({@code partialArgs}, when the client asked for {@code
 * streamFunctionCallArguments}): each names its place by a JSON path and gives a value, of which
 * strings may go on in the next piece. The call ends with a piece that does not continue.
 */
final class PartialCall {

  private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[(\\d{1,6})]|\\['([^']*)']");

  private final ObjectNode part;
  private final ObjectNode call;
  private final ObjectNode arguments;

  private PartialCall(ObjectNode part, ObjectNode call) {
    this.part = part;
    this.call = call;
    this.arguments = call.putObject("args");
  }

  /** Whether a part begins a call whose arguments follow. */
  static boolean begins(JsonNode part) {
    JsonNode call = part.path("functionCall");
    return call.path("name").isTextual() && goesOn(part);
  }

  /** Whether more pieces of the call follow this one. */
  static boolean goesOn(JsonNode part) {
    return part.path("functionCall").path("willContinue").asBoolean();
  }

  /** Begins with the part that names the tool. */
  static PartialCall of(JsonNode part) {
    ObjectNode copy = part.deepCopy();
    var partial = new PartialCall(copy, (ObjectNode) copy.get("functionCall"));
    partial.add(part);
    return partial;
  }

  /** Takes what a part tells of the arguments. */
  void add(JsonNode piece) {
    for (var argument : piece.path("functionCall").path("partialArgs")) {
      set(steps(argument.path("jsonPath").asText("")), value(argument));
    }
  }

  /** The part as if it had come whole. */
  ObjectNode whole() {
    call.remove(List.of("willContinue", "partialArgs"));
    return part;
  }

  private static JsonNode value(JsonNode argument) {
    for (String kind : List.of("stringValue", "numberValue", "boolValue")) {
      if (argument.has(kind)) {
        return argument.get(kind);
      }
    }
    return NullNode.instance;
  }

  private static List<Object> steps(String path) {
    var steps = new ArrayList<Object>();
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      String name = step.group(1) == null ? step.group(3) : step.group(1);
      steps.add(name == null ? (Object) Integer.valueOf(step.group(2)) : name);
    }
    return steps;
  }

  private void set(List<Object> steps, JsonNode value) {
    JsonNode at = arguments;
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      JsonNode there = child(at, steps.get(i));
      JsonNode next =
          last
              ? joined(there, value)
              : there.isContainerNode()
                  ? there
                  : steps.get(i + 1) instanceof Integer ? Trees.array() : Trees.object();
      put(at, steps.get(i), next);
      at = next;
    }
  }

  private static JsonNode joined(JsonNode before, JsonNode value) {
    return before.isTextual() && value.isTextual()
        ? TextNode.valueOf(before.textValue() + value.textValue())
        : value;
  }

  private static JsonNode child(JsonNode at, Object step) {
    return step instanceof Integer index ? at.path(index) : at.path((String) step);
  }

  /** Puts a value in its place; a place beyond the end of a list is its end. */
  private static void put(JsonNode at, Object step, JsonNode value) {
    if (at instanceof ObjectNode object) {
      object.set(step.toString(), value);
    } else if (at instanceof ArrayNode list && step instanceof Integer index) {
      if (index < list.size()) {
        list.set(index, value);
      } else {
        list.add(value);
      }
    }
  }
}
