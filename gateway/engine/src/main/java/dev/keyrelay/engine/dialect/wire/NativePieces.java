package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.chat.Part;
import java.util.Map;

/** What pieces are called that only one dialect has. */
public final class NativePieces {

  private NativePieces() {}

  /** The kind of a piece: its type, or for Gemini, which has no types, its first field. */
  public static String kind(Part.Native piece) {
    var json = piece.json();
    String first =
        json.propertyStream()
            .map(Map.Entry::getKey)
            .filter(name -> !name.startsWith("thought"))
            .findFirst()
            .orElse("part");
    return json.path("type").asText(first);
  }
}
