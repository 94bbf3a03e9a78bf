package dev.keyrelay.spi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as bytes, with an index of its top-level fields. Fields can be read, replaced,
 * added and left out without parsing the rest, so that everything else goes on byte for byte:
 * unknown fields, order, spacing, number forms.
 *
 * <p>Immutable and safe for use by several threads. UTF-8 without byte order mark.
 */
public final class JsonBody {

  /** No body at all. */
  public static final JsonBody EMPTY = new JsonBody(new byte[0], Map.of());

  private static final int MAX_DEPTH = 500;

  /** The most names, values and brackets in what a client sends: each takes some 60 bytes. */
  private static final int MAX_TOKENS = 1_000_000;

  /** Reads and writes JSON for contract types; refuses nesting deeper than 500. */
  public static final ObjectMapper MAPPER = new ObjectMapper(factory(-1));

  private static final JsonFactory OF_CLIENTS = factory(MAX_TOKENS);

  private static JsonFactory factory(int maxTokens) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxTokenCount(maxTokens)
                .build())
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  private record Span(int nameStart, int valueStart, int valueEnd) {
    Span moved(int distance) {
      return new Span(nameStart + distance, valueStart + distance, valueEnd + distance);
    }
  }

  private final byte[] bytes;
  private final Map<String, Span> fields;

  private JsonBody(byte[] bytes, Map<String, Span> fields) {
    this.bytes = bytes;
    this.fields = fields;
  }

  /**
   * Indexes a JSON object. The array is kept, not copied, unless it begins with a byte order mark,
   * which is left out; do not change it.
   *
   * @throws InvalidJsonException if it is not one well-formed JSON object, naming the position
   */
  public static JsonBody parse(byte[] body) throws InvalidJsonException {
    return parse(body, MAPPER.getFactory());
  }

  /**
   * Indexes a JSON object that a client has sent, as {@link #parse} does.
   *
   * @throws InvalidJsonException also if it has more than a million names, values and brackets,
   *     which would take many times its size once they are read
   */
  public static JsonBody ofClient(byte[] body) throws InvalidJsonException {
    return parse(body, OF_CLIENTS);
  }

  private static JsonBody parse(byte[] body, JsonFactory factory) throws InvalidJsonException {
    byte[] json = JsonText.utf8(body);
    var fields = new LinkedHashMap<String, Span>();
    try (JsonParser parser = factory.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidJsonException("the body is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        int nameStart = (int) parser.currentTokenLocation().getByteOffset();
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        int valueStart = (int) parser.currentTokenLocation().getByteOffset();
        if (value.isStructStart()) {
          parser.skipChildren();
        } else {
          parser.finishToken();
        }
        int valueEnd = (int) parser.currentLocation().getByteOffset();
        if (fields.put(name, new Span(nameStart, valueStart, valueEnd)) != null) {
          throw new InvalidJsonException("the field \"" + shortened(name) + "\" occurs twice");
        }
      }
      if (parser.nextToken() != null) {
        throw new InvalidJsonException("the body goes on after its JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new InvalidJsonException(JsonText.told(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new JsonBody(json, fields);
  }

  /** A body with the given fields. */
  public static JsonBody of(ObjectNode tree) {
    try {
      return parse(MAPPER.writeValueAsBytes(tree));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidJsonException e) {
      throw new IllegalArgumentException("tree: " + e.getMessage(), e);
    }
  }

  /** Whether there is no body at all. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** The bytes. Do not change them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Whether there is a top-level field of this name, null included. */
  public boolean has(String field) {
    return fields.containsKey(field);
  }

  /** The names of all top-level fields, in order. */
  public List<String> names() {
    return List.copyOf(fields.keySet());
  }

  /** The value of a top-level field, parsed; absent if the field is missing or null. */
  public Optional<JsonNode> get(String field) {
    Span span = fields.get(field);
    if (span == null || bytes[span.valueStart] == 'n') {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readTree(bytes, span.valueStart, span.valueEnd - span.valueStart));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a top-level field that holds a string. */
  public Optional<String> text(String field) {
    Span span = fields.get(field);
    return span == null || bytes[span.valueStart] != '"'
        ? Optional.empty()
        : get(field).map(JsonNode::textValue);
  }

  /** The bytes of a top-level field's value, as they stand; absent if the field is missing. */
  public Optional<ByteBuffer> raw(String field) {
    Span span = fields.get(field);
    return span == null
        ? Optional.empty()
        : Optional.of(
            ByteBuffer.wrap(bytes, span.valueStart, span.valueEnd - span.valueStart)
                .slice()
                .asReadOnlyBuffer());
  }

  /** Whether a top-level field holds {@code true}. */
  public boolean isTrue(String field) {
    Span span = fields.get(field);
    return span != null && bytes[span.valueStart] == 't';
  }

  /** The whole body as a new tree, which the caller may change. */
  public ObjectNode tree() {
    try {
      return isEmpty() ? MAPPER.createObjectNode() : (ObjectNode) MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This body with a top-level field replaced or, if it is missing, added at the end. */
  public JsonBody with(String field, JsonNode value) {
    byte[] json;
    try {
      json = MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return with(field, json);
  }

  /** This body with a top-level field that holds a string. */
  public JsonBody with(String field, String value) {
    return with(field, MAPPER.getNodeFactory().textNode(value));
  }

  /** This body with a top-level field that holds another body, byte for byte. */
  public JsonBody with(String field, JsonBody value) {
    return with(field, value.isEmpty() ? new byte[] {'{', '}'} : value.bytes);
  }

  /** This body with a top-level field only if it has none of that name. */
  public JsonBody withDefault(String field, JsonNode value) {
    return has(field) ? this : with(field, value);
  }

  /**
   * This body with a top-level field under another name. If it has a field of that name already,
   * that one stays and the first is left out.
   */
  public JsonBody renamed(String from, String to) {
    var value = get(from);
    return value.isEmpty() || has(to) ? without(from) : without(from).with(to, value.get());
  }

  /** This body without some top-level fields. */
  public JsonBody without(String... names) {
    var result = this;
    for (String name : names) {
      Span span = result.fields.get(name);
      if (span != null) {
        result = result.removed(name, span);
      }
    }
    return result;
  }

  private JsonBody added(String field, byte[] value) {
    if (isEmpty()) {
      var object = MAPPER.createObjectNode().put(field, "");
      return of(object).with(field, value);
    }
    int brace = bytes.length - 1;
    while (bytes[brace] != '}') {
      brace--;
    }
    byte[] name =
        MAPPER.getNodeFactory().textNode(field).toString().getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(name.length + value.length + 2);
    if (!fields.isEmpty()) {
      out.write(',');
    }
    int nameStart = brace + out.size();
    out.writeBytes(name);
    out.write(':');
    int valueStart = brace + out.size();
    out.writeBytes(value);
    var index = new LinkedHashMap<>(fields);
    index.put(field, new Span(nameStart, valueStart, brace + out.size()));
    return new JsonBody(spliced(brace, brace, out.toByteArray()), index);
  }

  private JsonBody with(String field, byte[] json) {
    Span span = fields.get(field);
    return span == null ? added(field, json) : replaced(field, span, json);
  }

  private JsonBody replaced(String field, Span span, byte[] json) {
    int growth = json.length - (span.valueEnd - span.valueStart);
    var index = new LinkedHashMap<String, Span>();
    fields.forEach(
        (name, old) ->
            index.put(
                name,
                name.equals(field)
                    ? new Span(old.nameStart, old.valueStart, old.valueEnd + growth)
                    : old.nameStart > span.nameStart ? old.moved(growth) : old));
    return new JsonBody(spliced(span.valueStart, span.valueEnd, json), index);
  }

  private JsonBody removed(String field, Span span) {
    var order = new ArrayList<>(fields.values());
    int position = order.indexOf(span);
    int start = span.nameStart;
    int end = span.valueEnd;
    if (position + 1 < order.size()) {
      end = order.get(position + 1).nameStart;
    } else if (position > 0) {
      start = order.get(position - 1).valueEnd;
    }
    int growth = start - end;
    var index = new LinkedHashMap<String, Span>();
    fields.forEach(
        (name, old) -> {
          if (!name.equals(field)) {
            index.put(name, old.nameStart > span.nameStart ? old.moved(growth) : old);
          }
        });
    return new JsonBody(spliced(start, end, new byte[0]), index);
  }

  private byte[] spliced(int start, int end, byte[] middle) {
    byte[] result = new byte[bytes.length - (end - start) + middle.length];
    System.arraycopy(bytes, 0, result, 0, start);
    System.arraycopy(middle, 0, result, start, middle.length);
    System.arraycopy(bytes, end, result, start + middle.length, bytes.length - end);
    return result;
  }

  private static String shortened(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "…";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonBody that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The size alone, because bodies hold what people wrote. */
  @Override
  public String toString() {
    return "JsonBody[" + bytes.length + " bytes]";
  }

  /** A body that is not one well-formed JSON object. */
  public static final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message says what is wrong, and where. */
    public InvalidJsonException(String message) {
      super(message);
    }
  }
}
