package dev.keyrelay.engine.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Embeddings between OpenAI's dialect and Gemini's. */
final class Embeddings {

  private Embeddings() {}

  static Conversion between(
      Dialect client, Dialect provider, JsonBody body, TranslationOptions options) {
    if (client == Dialect.OPENAI_CHAT && provider == Dialect.GEMINI) {
      return toGemini(body, options);
    }
    if (client == Dialect.GEMINI && provider == Dialect.OPENAI_CHAT) {
      return toOpenAi(body, options);
    }
    throw new UnsupportedCallException(
        "embeddings: " + client + " to " + provider + " (expected: OpenAI's or Gemini's dialect)");
  }

  private record Converted(JsonBody request, List<String> dropped, Reading reading)
      implements Conversion {

    @Override
    public TranslatedReply reply(byte[] answer) {
      try {
        return reading.read(JsonBody.MAPPER.readTree(answer));
      } catch (IOException | UnsupportedCallException e) {
        throw new UnreadableAnswerException(
            "upstream's answer cannot be read: " + e.getMessage(), e);
      }
    }
  }

  private interface Reading {
    TranslatedReply read(JsonNode answer) throws IOException;
  }

  private static Conversion toGemini(JsonBody body, TranslationOptions options) {
    var drops = new Drops();
    var fields = new Fields(body.tree(), "");
    fields.ignore("model");
    var texts = texts(fields);
    var dimensions = fields.whole("dimensions");
    String format = fields.text("encoding_format").orElse("float");
    if (!format.equals("float") && !format.equals("base64")) {
      throw new UnsupportedCallException(
          "encoding_format: \"" + format + "\" (expected: float or base64)");
    }
    fields.dropRest(drops);
    var request = Trees.object();
    var requests = request.putArray("requests");
    for (String text : texts) {
      var one = requests.addObject().put("model", "models/" + options.upstreamModel());
      one.putObject("content").putArray("parts").addObject().put("text", text);
      Trees.put(one, "outputDimensionality", dimensions);
    }
    long estimate = Estimate.tokens(texts.stream().mapToLong(String::length).sum());
    return new Converted(
        JsonBody.of(request),
        drops.fields(),
        answer ->
            fromGemini(answer, options.shownModel(), format.equals("base64"), texts, estimate));
  }

  private static List<String> texts(Fields fields) {
    JsonNode input =
        fields
            .node("input")
            .orElseThrow(
                () ->
                    new UnsupportedCallException("input: is missing (expected: a text or texts)"));
    List<JsonNode> all = input.isArray() ? input.valueStream().toList() : List.of(input);
    if (all.isEmpty() || !all.stream().allMatch(JsonNode::isTextual)) {
      throw new UnsupportedCallException(
          "input: "
              + (all.isEmpty() ? "empty" : "not text alone")
              + " (expected: a text or a list of texts; this provider takes no token ids)");
    }
    return all.stream().map(JsonNode::textValue).toList();
  }

  private static TranslatedReply fromGemini(
      JsonNode answer, String model, boolean base64, List<String> texts, long estimate)
      throws IOException {
    JsonNode vectors = answer.path("embeddings");
    if (vectors.size() != texts.size()) {
      throw new UnsupportedCallException(
          vectors.size() + " embeddings (expected: " + texts.size() + ")");
    }
    var list = Trees.object().put("object", "list");
    var data = list.putArray("data");
    for (JsonNode vector : vectors) {
      var one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      JsonNode values = vector.path("values");
      if (base64) {
        one.put("embedding", packed(values));
      } else {
        one.set("embedding", values);
      }
    }
    JsonNode told = answer.at("/usageMetadata/promptTokenCount");
    long tokens = told.asLong(estimate);
    list.put("model", model);
    list.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    var usage = new TokenUsage(tokens, 0, 0, 0, 0, OptionalDouble.empty(), told.isMissingNode());
    return reply(list, usage);
  }

  private static TranslatedReply reply(JsonNode body, TokenUsage usage) throws IOException {
    return new TranslatedReply(
        JsonBody.MAPPER.writeValueAsBytes(body), Optional.of(usage), List.of());
  }

  /** OpenAI's form: 32-bit floating point numbers, the least significant byte first. */
  private static String packed(JsonNode values) {
    var bytes = ByteBuffer.allocate(values.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(value -> bytes.putFloat(value.floatValue()));
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static Conversion toOpenAi(JsonBody body, TranslationOptions options) {
    var drops = new Drops();
    boolean batch = body.has("requests");
    var whole = new Fields(body.tree(), "");
    var nodes = batch ? whole.list("requests") : List.<JsonNode>of(body.tree());
    var texts = Trees.array();
    var sizes = new ArrayList<OptionalLong>();
    for (JsonNode node : nodes) {
      var one = new Fields(node, batch ? "requests" : "");
      one.ignore("model");
      texts.add(text(one));
      var size = one.whole("outputDimensionality");
      sizes.add(size.isPresent() ? size : one.whole("output_dimensionality"));
      one.dropRest(drops);
    }
    if (texts.isEmpty() || sizes.stream().distinct().count() > 1) {
      throw new UnsupportedCallException(
          texts.isEmpty()
              ? "requests: empty (expected: at least one)"
              : "requests.outputDimensionality: differs (expected: one for all, for this"
                  + " provider)");
    }
    var request = Trees.object().put("model", options.upstreamModel());
    request.set("input", texts);
    Trees.put(request, "dimensions", sizes.getFirst());
    request.put("encoding_format", "float");
    return new Converted(
        JsonBody.of(request), drops.fields(), answer -> fromOpenAi(answer, batch, texts.size()));
  }

  private static String text(Fields request) {
    var content =
        request
            .node("content")
            .orElseThrow(
                () ->
                    new UnsupportedCallException(
                        request.path("content") + ": is missing (expected: an object with parts)"));
    var text = new StringBuilder();
    for (JsonNode part : new Fields(content, request.path("content")).list("parts")) {
      if (!part.path("text").isTextual()) {
        throw new UnsupportedCallException(
            request.path("content.parts") + ": not text (expected: text, for this provider)");
      }
      text.append(part.path("text").textValue());
    }
    return text.toString();
  }

  private static TranslatedReply fromOpenAi(JsonNode answer, boolean batch, int asked)
      throws IOException {
    var vectors = new JsonNode[asked];
    int place = 0;
    for (JsonNode one : answer.path("data")) {
      int index = one.path("index").asInt(place++);
      if (index >= 0 && index < asked) {
        vectors[index] = unpacked(one.path("embedding"));
      }
    }
    var body = Trees.object();
    var all = Trees.array();
    for (JsonNode vector : vectors) {
      if (vector == null) {
        throw new UnsupportedCallException("too few embeddings (expected: " + asked + ")");
      }
      all.addObject().set("values", vector);
    }
    body.set(batch ? "embeddings" : "embedding", batch ? all : all.get(0));
    JsonNode told = answer.at("/usage/prompt_tokens");
    if (told.isNumber()) {
      body.putObject("usageMetadata").put("promptTokenCount", told.asLong());
    }
    return reply(
        body,
        new TokenUsage(told.asLong(), 0, 0, 0, 0, OptionalDouble.empty(), told.isMissingNode()));
  }

  /** Some services send base64 whatever they are asked for. */
  private static JsonNode unpacked(JsonNode embedding) throws IOException {
    if (!embedding.isTextual()) {
      return embedding;
    }
    var floats = ByteBuffer.wrap(embedding.binaryValue()).order(ByteOrder.LITTLE_ENDIAN);
    ArrayNode values = Trees.array();
    while (floats.remaining() >= Float.BYTES) {
      values.add(floats.getFloat());
    }
    return values;
  }
}
