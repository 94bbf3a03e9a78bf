package dev.keyrelay.engine.embedding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The {@code input} of an embedding call in OpenAI's form: a text, a list of texts, a list of
 * tokens, or a list of those.
 *
 * @param tokens whether the items are lists of tokens; a call has items of one form only
 * @param items each as it is written in the body
 */
record Inputs(boolean tokens, List<byte[]> items) {

  /** Bytes of text per token, for estimates. */
  private static final int BYTES_PER_TOKEN = 4;

  /** The inputs of a body; empty if it is for upstream to say what is wrong with them. */
  static Optional<Inputs> of(JsonBody body) {
    return body.raw("input").map(Inputs::bytes).flatMap(Inputs::read);
  }

  private static Optional<Inputs> read(byte[] input) {
    if (input[0] == '"') {
      return Optional.of(new Inputs(false, List.of(input)));
    }
    if (input[0] != '[') {
      return Optional.empty();
    }
    var elements = elements(input);
    if (elements.isEmpty()) {
      return Optional.empty();
    }
    byte first = elements.getFirst()[0];
    if (elements.stream().anyMatch(element -> kind(element[0]) != kind(first))) {
      return Optional.empty();
    }
    return switch (kind(first)) {
      case TEXT -> Optional.of(new Inputs(false, elements));
      case LIST -> Optional.of(new Inputs(true, elements));
      case NUMBER -> Optional.of(new Inputs(true, List.of(input)));
      case OTHER -> Optional.empty();
    };
  }

  private enum Kind {
    TEXT,
    LIST,
    NUMBER,
    OTHER
  }

  private static Kind kind(byte first) {
    return switch (first) {
      case '"' -> Kind.TEXT;
      case '[' -> Kind.LIST;
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      default -> Kind.OTHER;
    };
  }

  /** The elements of a JSON array, as they are written. */
  static List<byte[]> elements(byte[] array) {
    var elements = new ArrayList<byte[]>();
    try (JsonParser parser = JsonBody.MAPPER.getFactory().createParser(array)) {
      parser.nextToken();
      for (var token = parser.nextToken();
          token != JsonToken.END_ARRAY && token != null;
          token = parser.nextToken()) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (token.isStructStart()) {
          parser.skipChildren();
        } else {
          parser.finishToken();
        }
        int end = (int) parser.currentLocation().getByteOffset();
        elements.add(Arrays.copyOfRange(array, start, end));
      }
    } catch (IOException e) {
      throw new IllegalStateException("an array of a body that has been read is well-formed", e);
    }
    return elements;
  }

  static byte[] bytes(ByteBuffer raw) {
    byte[] bytes = new byte[raw.remaining()];
    raw.duplicate().get(bytes);
    return bytes;
  }

  int size() {
    return items.size();
  }

  /** About how many tokens all items have. */
  long estimate() {
    return items.stream().mapToLong(item -> 1 + item.length / BYTES_PER_TOKEN).sum();
  }
}
