package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Carries an opaque value through a client of another family and back. The client keeps it in the
 * place where its own dialect keeps such values; a mark before it says whose it is, so that it is
 * never shown to a family that did not make it.
 *
 * <p>Form: {@code keyrelay.<family>.<length of id>.<id><value>}; the value follows byte for byte.
 */
public final class Carrier {

  static final String MARK = "keyrelay.";

  /** OpenAI's o1, o3 and so on, with or without a provider before them. */
  private static final Pattern REASONING = Pattern.compile("(.*/)?o\\d");

  private Carrier() {}

  /** The text to give to a client whose dialect belongs to a family: bare for its own values. */
  public static String carry(Opaque opaque, Family own) {
    if (opaque.family() == own) {
      return opaque.value();
    }
    String id = opaque.id().orElse("");
    String family = opaque.family().name().toLowerCase(Locale.ROOT);
    return MARK + family + "." + id.length() + "." + id + opaque.value();
  }

  /** The value in a text that a client gave back. */
  public static Opaque unpack(String text, Family own, Optional<String> ownId) {
    return carried(text).orElseGet(() -> new Opaque(own, text, ownId));
  }

  /** The value in a text that bears the mark; absent for a text of the client's own family. */
  public static Optional<Opaque> carried(String text) {
    if (!text.startsWith(MARK)) {
      return Optional.empty();
    }
    String[] fields = text.substring(MARK.length()).split("\\.", 3);
    if (fields.length < 3) {
      return Optional.empty();
    }
    try {
      var family = Family.valueOf(fields[0].toUpperCase(Locale.ROOT));
      int length = Integer.parseInt(fields[1]);
      String id = fields[2].substring(0, length);
      return Optional.of(
          new Opaque(
              family,
              fields[2].substring(length),
              id.isEmpty() ? Optional.empty() : Optional.of(id)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
      return Optional.empty();
    }
  }

  /** The family of a model that a service of many makers names, if the name tells it. */
  public static Optional<Family> familyOf(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    if (name.contains("claude")) {
      return Optional.of(Family.ANTHROPIC);
    }
    if (name.contains("gemini")) {
      return Optional.of(Family.GEMINI);
    }
    boolean closed = name.contains("gpt") && !name.contains("gpt-oss");
    return closed || REASONING.matcher(name).lookingAt()
        ? Optional.of(Family.OPENAI)
        : Optional.empty();
  }
}
