package dev.keyrelay.engine.embedding;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Divides the answer of a batch among its members. */
final class Shares {

  private final Answer.Whole answer;
  private final List<BatchedCall> members;
  private final List<byte[]> vectors;
  private final byte[] rest;
  private final long[] tokens;

  /**
   * Reads an answer.
   *
   * @throws GatewayException if it does not hold one vector for each input, each with the number of
   *     one or all without
   */
  Shares(Answer.Whole answer, List<BatchedCall> members) throws GatewayException {
    this.answer = answer;
    this.members = members;
    int inputs = members.stream().mapToInt(member -> member.inputs().size()).sum();
    try {
      var body = JsonBody.parse(answer.body());
      this.vectors =
          inOrder(body.raw("data").map(Inputs::bytes).map(Inputs::elements).orElse(List.of()));
      this.rest = body.without("data", "usage").bytes();
      this.tokens = divided(body);
    } catch (InvalidJsonException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
    if (vectors.size() != inputs) {
      throw unusable(vectors.size() + " vectors (expected: " + inputs + ")");
    }
  }

  /** The vectors by their {@code index}, as they stand if none has one. */
  private static List<byte[]> inOrder(List<byte[]> vectors)
      throws InvalidJsonException, GatewayException {
    var ordered = new byte[vectors.size()][];
    int numbered = 0;
    for (byte[] vector : vectors) {
      var index = JsonBody.parse(vector).get("index").orElse(MissingNode.getInstance());
      if (index.isMissingNode() || index.isNull()) {
        continue;
      }
      int place = index.isInt() ? index.intValue() : -1;
      if (place < 0 || place >= ordered.length || ordered[place] != null) {
        throw unusable(
            "index: " + index + " (expected: each of 0 to " + (ordered.length - 1) + " once)");
      }
      ordered[place] = vector;
      numbered++;
    }
    if (numbered > 0 && numbered < ordered.length) {
      throw unusable(numbered + " of " + ordered.length + " vectors have an index");
    }
    return numbered == 0 ? vectors : List.of(ordered);
  }

  private static GatewayException unusable(String why) {
    return new GatewayException(
        ClientError.of(502, "upstream's answer to a batch of embeddings: " + why));
  }

  /** Upstream's count, divided by estimated size so that the parts add up to it. */
  private long[] divided(JsonBody body) {
    long total = body.get("usage").map(usage -> usage.path("prompt_tokens").asLong()).orElse(0L);
    long all = members.stream().mapToLong(member -> member.inputs().estimate()).sum();
    var parts = new long[members.size()];
    long before = 0;
    long told = 0;
    for (int i = 0; i < parts.length; i++) {
      before += members.get(i).inputs().estimate();
      parts[i] = total * before / all - told;
      told += parts[i];
    }
    return parts;
  }

  /** A member's share. */
  Answer of(int member) {
    int from = members.subList(0, member).stream().mapToInt(one -> one.inputs().size()).sum();
    int size = members.get(member).inputs().size();
    var out = new ByteArrayOutputStream();
    out.writeBytes(text("{\"data\":["));
    for (int i = 0; i < size; i++) {
      out.writeBytes(i == 0 ? new byte[0] : text(","));
      out.writeBytes(numbered(vectors.get(from + i), i));
    }
    long used = tokens[member];
    out.writeBytes(
        text("],\"usage\":{\"prompt_tokens\":" + used + ",\"total_tokens\":" + used + "}"));
    String others = new String(rest, StandardCharsets.UTF_8).strip().substring(1);
    out.writeBytes(text((others.strip().startsWith("}") ? "" : ",") + others));
    return new Answer.Whole(out.toByteArray(), answer.served());
  }

  private static byte[] numbered(byte[] vector, int index) {
    try {
      return JsonBody.parse(vector).with("index", IntNode.valueOf(index)).bytes();
    } catch (InvalidJsonException e) {
      return vector;
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
