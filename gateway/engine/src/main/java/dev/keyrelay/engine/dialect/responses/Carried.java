package dev.keyrelay.engine.dialect.responses;

import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Signatures of calls and texts of other families, which a client keeps in reasoning items without
 * words; the id within names the call.
 */
final class Carried {

  /** Whose signature an item holds, if it is that of a text. */
  private static final String OF_TEXT = "text";

  private Carried() {}

  /** The thought that carries the signature of a part, if it has one. */
  static Optional<Part.Thinking> of(Part part, Optional<Opaque> signature) {
    String owner = part instanceof Part.ToolCall call ? call.id() : OF_TEXT;
    return signature.map(
        s ->
            new Part.Thinking(
                "", false, Optional.of(new Opaque(s.family(), s.value(), Optional.of(owner)))));
  }

  /** The parts with the signatures where they belong. */
  static List<Part> unpacked(List<Part> parts) {
    var signatures = new HashMap<String, Opaque>();
    var rest = new ArrayList<Part>();
    for (var part : parts) {
      owner(part)
          .ifPresentOrElse(
              owner -> signatures.put(owner, bare((Part.Thinking) part)), () -> rest.add(part));
    }
    for (int i = rest.size() - 1; i >= 0 && !signatures.isEmpty(); i--) {
      rest.set(i, signed(rest.get(i), signatures));
    }
    return rest;
  }

  private static Optional<String> owner(Part part) {
    return part instanceof Part.Thinking thinking && thinking.text().isEmpty()
        ? thinking
            .opaque()
            .filter(opaque -> opaque.family() != Opaque.Family.OPENAI)
            .flatMap(Opaque::id)
        : Optional.empty();
  }

  private static Opaque bare(Part.Thinking thinking) {
    var opaque = thinking.opaque().orElseThrow();
    return new Opaque(opaque.family(), opaque.value(), Optional.empty());
  }

  private static Part signed(Part part, HashMap<String, Opaque> signatures) {
    return switch (part) {
      case Part.ToolCall call when signatures.containsKey(call.id()) ->
          new Part.ToolCall(
              call.id(),
              call.name(),
              call.arguments(),
              call.custom(),
              call.namespace(),
              Optional.of(signatures.remove(call.id())),
              call.cacheControl());
      case Part.Text text when signatures.containsKey(OF_TEXT) ->
          new Part.Text(
              text.text(),
              text.citations(),
              text.cacheControl(),
              Optional.of(signatures.remove(OF_TEXT)));
      default -> part;
    };
  }
}
