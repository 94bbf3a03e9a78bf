package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.UnsupportedCallException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The fields of a JSON object that someone reads one by one, so that those nobody read can be told.
 * Null counts as absent. A value of another type than asked for is refused with its path.
 */
public final class Fields {

  private final JsonNode object;
  private final String path;
  private final Set<String> read = new LinkedHashSet<>();
  private final List<Fields> inside = new ArrayList<>();

  /**
   * Fields of an object.
   *
   * @param path where it stands, for messages and drops; empty for the outermost
   */
  public Fields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
    if (!object.isObject()) {
      throw new UnsupportedCallException(
          (path.isEmpty() ? "the body" : path) + ": " + shown(object) + " (expected: an object)");
    }
  }

  /** The path of a field. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** A value of any type. */
  public Optional<JsonNode> node(String name) {
    read.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  /** An object, whose unread fields are told with those of this one. */
  public Optional<Fields> object(String name) {
    return node(name).map(value -> inside(value, name));
  }

  /** The fields of an object that stands in a field, told with those of this one. */
  public Fields inside(JsonNode value, String name) {
    var fields = new Fields(value, path(name));
    inside.add(fields);
    return fields;
  }

  /** A string. */
  public Optional<String> text(String name) {
    return node(name).map(value -> typed(value, value.isTextual(), name, "a string").textValue());
  }

  /** A string that must be there. */
  public String needText(String name) {
    return text(name)
        .orElseThrow(
            () -> new UnsupportedCallException(path(name) + ": is missing (expected: a string)"));
  }

  /** An object that must be there, whatever is in it. */
  public JsonNode needObject(String name) {
    var value = node(name).filter(JsonNode::isObject);
    return value.orElseThrow(
        () ->
            new UnsupportedCallException(
                path(name)
                    + ": "
                    + node(name).map(Fields::shown).orElse("is missing")
                    + " (expected: an object)"));
  }

  /** A boolean. */
  public Optional<Boolean> flag(String name) {
    return node(name)
        .map(value -> typed(value, value.isBoolean(), name, "true or false").booleanValue());
  }

  /** A number. */
  public OptionalDouble decimal(String name) {
    var value = node(name);
    return value.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            typed(value.get(), value.get().isNumber(), name, "a number").doubleValue());
  }

  /** A whole number. */
  public OptionalLong whole(String name) {
    var value = node(name);
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            typed(value.get(), isWhole(value.get()), name, "a whole number").longValue());
  }

  /** A whole number that fits an int. */
  public OptionalInt count(String name) {
    var value = whole(name);
    return value.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            typed(object.get(name), value.getAsLong() == (int) value.getAsLong(), name, "a count")
                .intValue());
  }

  private static boolean isWhole(JsonNode value) {
    return value.canConvertToExactIntegral() && value.canConvertToLong();
  }

  /** The elements of a list; none if it is absent. */
  public List<JsonNode> list(String name) {
    return node(name)
        .map(
            value ->
                List.copyOf(typed(value, value.isArray(), name, "a list").valueStream().toList()))
        .orElse(List.of());
  }

  /** The elements of a list of strings; none if it is absent. */
  public List<String> texts(String name) {
    return list(name).stream()
        .map(value -> typed(value, value.isTextual(), name, "a list of strings").textValue())
        .toList();
  }

  /** The elements of a list that must be there. */
  public List<JsonNode> needList(String name) {
    if (node(name).isEmpty()) {
      throw new UnsupportedCallException(path(name) + ": is missing (expected: a list)");
    }
    return list(name);
  }

  private JsonNode typed(JsonNode value, boolean fits, String name, String expected) {
    if (!fits) {
      throw new UnsupportedCallException(
          path(name) + ": " + shown(value) + " (expected: " + expected + ")");
    }
    return value;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /** Counts fields as read that say nothing which matters here. */
  public void ignore(String... names) {
    read.addAll(List.of(names));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return object.isEmpty();
  }

  /** The fields that nobody read. */
  public Map<String, JsonNode> rest() {
    var rest = new LinkedHashMap<String, JsonNode>();
    object
        .properties()
        .forEach(
            entry -> {
              if (!read.contains(entry.getKey()) && !entry.getValue().isNull()) {
                rest.put(entry.getKey(), entry.getValue());
              }
            });
    return rest;
  }

  /** Notes the fields that nobody read as dropped, here and in the objects inside. */
  public void dropRest(Drops drops) {
    rest().keySet().forEach(name -> drops.add(path(name)));
    dropInside(drops);
  }

  /** Notes the fields that nobody read in the objects inside as dropped. */
  public void dropInside(Drops drops) {
    inside.forEach(fields -> fields.dropRest(drops));
  }
}
