package dev.keyrelay.engine.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.Opaque.Family;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Takes out of a request that goes through in its own dialect what other families made and this
 * gateway let the client keep, when an earlier turn of the conversation was answered in another
 * dialect: the provider would refuse a signature that is not its own. Requests without such values,
 * which are nearly all, are searched as bytes and stay as they are.
 */
public final class ForeignProofs {

  /** The word in a drop for each dialect. */
  private static final List<String> NAMED = List.of("messages.content.thinking", "input.reasoning");

  private ForeignProofs() {}

  /**
   * A request without foreign proofs.
   *
   * @param body the request, or the same body if it had none
   * @param dropped what was left out, by the names of {@code x-keyrelay-dropped}
   */
  public record Cleaned(JsonBody body, List<String> dropped) {}

  /** The body without foreign proofs. */
  public static Cleaned leftOut(Dialect dialect, String model, JsonBody body) {
    return switch (dialect) {
      case ANTHROPIC_MESSAGES -> anthropic(model, body);
      case OPENAI_RESPONSES -> responses(body);
      case GEMINI -> gemini(body);
      case OPENAI_CHAT -> new Cleaned(body, List.of());
    };
  }

  private static Cleaned anthropic(String model, JsonBody body) {
    var raw = body.raw("messages");
    boolean claude = Carrier.familyOf(model).filter(Family.ANTHROPIC::equals).isPresent();
    boolean marked = raw.filter(ForeignMarks::carried).isPresent();
    boolean unsigned = claude && raw.filter(ForeignMarks::emptySignature).isPresent();
    if (!marked && !unsigned) {
      return new Cleaned(body, List.of());
    }
    var messages = body.get("messages").orElseThrow();
    var lost = new LinkedHashSet<String>();
    boolean unproven = false;
    for (var turns = messages.elements(); turns.hasNext(); ) {
      JsonNode turn = turns.next();
      boolean foreign =
          turn.path("content") instanceof ArrayNode blocks && withoutThoughts(blocks, claude);
      boolean searched =
          turn.path("content") instanceof ArrayNode blocks && MadeSearches.leftOut(blocks, lost);
      if (foreign) {
        lost.add(NAMED.getFirst());
      }
      if (turn.path("role").asText().equals("assistant")) {
        unproven = foreign && calls(turn);
      }
      if ((foreign || searched) && turn.path("content").isEmpty()) {
        turns.remove();
      }
    }
    if (lost.isEmpty()) {
      return new Cleaned(body, List.of());
    }
    var rest = body.with("messages", messages);
    // A budget of thoughts is refused while calls are answered that were not made after own ones.
    boolean budgeted =
        body.get("thinking").filter(t -> t.path("type").asText().equals("enabled")).isPresent();
    if (!unproven || !budgeted) {
      return new Cleaned(rest, List.copyOf(lost));
    }
    lost.add("thinking");
    return new Cleaned(rest.without("thinking"), List.copyOf(lost));
  }

  private static boolean calls(JsonNode turn) {
    return turn.path("content")
        .valueStream()
        .anyMatch(block -> block.path("type").asText().equals("tool_use"));
  }

  /** Whether there were foreign thoughts among the blocks. */
  private static boolean withoutThoughts(ArrayNode blocks, boolean signedOnly) {
    boolean foreign = false;
    for (var each = blocks.elements(); each.hasNext(); ) {
      JsonNode block = each.next();
      String proof =
          switch (block.path("type").asText()) {
            case "thinking" -> block.path("signature").asText("");
            case "redacted_thinking" -> block.path("data").asText("?");
            default -> "?";
          };
      if (Carrier.carried(proof).isPresent() || (signedOnly && proof.isEmpty())) {
        each.remove();
        foreign = true;
      }
    }
    return foreign;
  }

  private static Cleaned responses(JsonBody body) {
    if (body.raw("input").filter(ForeignMarks::carriedInResponses).isEmpty()) {
      return new Cleaned(body, List.of());
    }
    var input = body.get("input").orElseThrow();
    var lost = new LinkedHashSet<String>();
    for (var items = input.elements(); items.hasNext(); ) {
      JsonNode item = items.next();
      if (MadeSearches.uncitedFiles(item)) {
        lost.add("input.content.annotations");
      }
      boolean search = item.path("id").asText("").startsWith(ForeignMarks.OWN_SEARCH);
      if (search || isForeign(item)) {
        items.remove();
        lost.add(search ? "input.web_search_call" : NAMED.getLast());
      }
    }
    return lost.isEmpty()
        ? new Cleaned(body, List.of())
        : new Cleaned(body.with("input", input), List.copyOf(lost));
  }

  /** Thoughts of others, with their proof carried or without one. */
  private static boolean isForeign(JsonNode item) {
    String proof = item.path("encrypted_content").asText("");
    return item.path("type").asText().equals("reasoning")
        && (Carrier.carried(proof).isPresent()
            || (proof.isEmpty()
                && item.path("id").asText("").startsWith(ForeignMarks.OWN_THOUGHT)));
  }

  private static Cleaned gemini(JsonBody body) {
    if (body.raw("contents").filter(ForeignMarks::carriedInBase64).isEmpty()) {
      return new Cleaned(body, List.of());
    }
    var contents = body.get("contents").orElseThrow();
    boolean foreign = false;
    for (var content : contents) {
      for (var parts = content.path("parts").elements(); parts.hasNext(); ) {
        JsonNode part = parts.next();
        var name = signatureOf(part);
        foreign |= name.isPresent();
        if (name.isPresent()
            && part instanceof ObjectNode signed
            && isEmptyWithout(signed, name.get())) {
          parts.remove();
        }
      }
    }
    return foreign
        ? new Cleaned(body.with("contents", contents), List.of("contents.parts.thoughtSignature"))
        : new Cleaned(body, List.of());
  }

  private static Optional<String> signatureOf(JsonNode part) {
    return List.of("thoughtSignature", "thought_signature").stream()
        .filter(name -> ForeignMarks.isCarriedInBase64(part.path(name).asText("")))
        .findFirst();
  }

  /** Takes the signature away; whether nothing that matters is left. */
  private static boolean isEmptyWithout(ObjectNode part, String signature) {
    part.remove(signature);
    if (part.has("functionCall") || part.has("function_call")) {
      part.put(signature, ForeignMarks.NOT_OF_GEMINI);
      return false;
    }
    return part.path("thought").asBoolean() || part.path("text").asText("?").isEmpty();
  }
}
