package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Breaks bodies and streams in the ways in which they break, and in some in which they do not. */
final class Mutations {

  private static final List<String> ODD =
      List.of(
          "null", "[]", "{}", "\"\"", "-1", "1e400", "true", "\"\\u0000\"", "[[[[{}]]]]", "9e18");

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  /** A broken JSON body. */
  byte[] body(byte[] body) {
    return switch (random.nextInt(4)) {
      case 0 -> flipped(body);
      case 1 -> Arrays.copyOf(body, random.nextInt(body.length));
      default -> tree(body);
    };
  }

  /** A broken stream. */
  byte[] stream(byte[] stream) {
    return switch (random.nextInt(5)) {
      case 0 -> flipped(stream);
      case 1 -> Arrays.copyOf(stream, random.nextInt(stream.length));
      case 2 -> reordered(stream);
      default -> eventsChanged(stream);
    };
  }

  private byte[] flipped(byte[] body) {
    byte[] copy = body.clone();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private byte[] tree(byte[] body) {
    try {
      JsonNode tree = JsonBody.MAPPER.readTree(body);
      for (int i = 0; i < 1 + random.nextInt(3); i++) {
        change(tree);
      }
      return JsonBody.MAPPER.writeValueAsBytes(tree);
    } catch (IOException notJson) {
      return flipped(body);
    }
  }

  /** Removes, retypes or repeats something somewhere in the tree. */
  private void change(JsonNode tree) throws IOException {
    JsonNode at = tree;
    for (int depth = 0; depth < 12 && at.isContainerNode() && !at.isEmpty(); depth++) {
      var names = new ArrayList<String>();
      at.fieldNames().forEachRemaining(names::add);
      int place = random.nextInt(at.size());
      JsonNode child = at.isObject() ? at.get(names.get(place)) : at.get(place);
      if (!child.isContainerNode() || child.isEmpty() || random.nextInt(5) == 0) {
        JsonNode odd = JsonBody.MAPPER.readTree(ODD.get(random.nextInt(ODD.size())));
        switch (at) {
          case ObjectNode object when random.nextBoolean() -> object.remove(names.get(place));
          case ObjectNode object -> object.set(names.get(place), odd);
          case ArrayNode list when random.nextBoolean() -> list.add(child.deepCopy());
          case ArrayNode list -> list.set(place, odd);
          default -> throw new IllegalStateException("no container");
        }
        return;
      }
      at = child;
    }
  }

  private static List<String> blocks(byte[] stream) {
    return new ArrayList<>(List.of(new String(stream, StandardCharsets.UTF_8).split("(?<=\n\n)")));
  }

  private byte[] reordered(byte[] stream) {
    var blocks = blocks(stream);
    Collections.shuffle(blocks, random);
    return String.join("", blocks).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] eventsChanged(byte[] stream) {
    var out = new StringBuilder();
    for (String block : blocks(stream)) {
      int data = block.indexOf("data: {");
      switch (random.nextInt(8)) {
        case 0 -> {}
        case 1 -> out.append(block).append(block);
        case 2, 3 -> {
          byte[] json =
              data < 0
                  ? new byte[0]
                  : block.substring(data + 6).strip().getBytes(StandardCharsets.UTF_8);
          out.append(
              json.length == 0
                  ? block
                  : block.substring(0, data + 6)
                      + new String(tree(json), StandardCharsets.UTF_8)
                      + "\n\n");
        }
        case 4 -> out.append(block.replace("\n", "\r\n"));
        case 5 -> out.append(": a comment\n").append(block);
        default -> out.append(block);
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
