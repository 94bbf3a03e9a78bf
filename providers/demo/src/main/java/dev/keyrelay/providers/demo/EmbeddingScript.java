package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Answers OpenAI embeddings: a string, a list of strings, token numbers or a list of such. Vectors
 * have length 1 and depend on nothing but their input and {@code dimensions} (256 by default).
 */
public record EmbeddingScript() implements Script {

  private static final int DIMENSIONS = 256;
  private static final int MOST_DIMENSIONS = 4096;

  @Override
  public void play(ReceivedRequest request, Answer answer) throws IOException {
    JsonNode input = request.json().path("input");
    int dimensions = request.json().path("dimensions").asInt(DIMENSIONS);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      refuse(answer, "dimensions: " + dimensions + " (expected: 1 to " + MOST_DIMENSIONS + ")");
    } else if (inputs(input).isEmpty()) {
      refuse(answer, "input: empty (expected: a text, a list of texts, or tokens)");
    } else {
      var root = root(request, inputs(input), dimensions);
      answer.sendJson(200, root.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The vector of an input, which is a text or an array of token numbers. */
  public static float[] vector(JsonNode input, int dimensions) {
    String text = input.isTextual() ? input.textValue() : input.toString();
    float[] vector = new float[dimensions];
    long state = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < text.length(); i++) {
      state = (state ^ text.charAt(i)) * 0x100000001B3L;
    }
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      state = mixed(state + 0x9E3779B97F4A7C15L);
      vector[i] = (state >> 40) / (float) (1 << 23);
      sum += (double) vector[i] * vector[i];
    }
    float length = sum == 0 ? 1 : (float) Math.sqrt(sum);
    for (int i = 0; i < dimensions; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  /** The mixing function of SplitMix64. */
  private static long mixed(long value) {
    long a = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  private static ObjectNode root(ReceivedRequest request, List<JsonNode> inputs, int dimensions) {
    var root = JsonBody.MAPPER.createObjectNode().put("object", "list");
    var data = root.putArray("data");
    boolean base64 = request.json().path("encoding_format").asText().equals("base64");
    int tokens = 0;
    for (JsonNode input : inputs) {
      var item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      float[] vector = vector(input, dimensions);
      if (base64) {
        item.put("embedding", base64(vector));
      } else {
        var numbers = item.putArray("embedding");
        for (float number : vector) {
          numbers.add(number);
        }
      }
      tokens += input.isArray() ? input.size() : Words.count(input.asText());
    }
    root.put("model", request.model());
    root.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return root;
  }

  private static List<JsonNode> inputs(JsonNode input) {
    var all = new ArrayList<JsonNode>();
    if (input.isTextual() || input.path(0).isNumber()) {
      all.add(input);
    } else if (input.isArray()) {
      input.forEach(all::add);
    }
    return all;
  }

  private static String base64(float[] vector) {
    var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static void refuse(Answer answer, String why) throws IOException {
    answer.sendJson(400, ErrorShape.OPENAI.body(400, why));
  }
}
