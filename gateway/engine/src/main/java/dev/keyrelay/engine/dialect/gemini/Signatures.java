package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The field {@code thoughtSignature}. Google's SDKs hold it as bytes, so what is carried there for
 * another family is base64 of the carried text; Google's own values stay as they are.
 */
final class Signatures {

  private static final String FIELD = "thoughtSignature";

  private Signatures() {}

  static Optional<Opaque> read(Fields part) {
    return part.text(FIELD).filter(value -> !value.isEmpty()).map(Signatures::of);
  }

  private static Opaque of(String value) {
    return decoded(value)
        .flatMap(Carrier::carried)
        .orElseGet(() -> new Opaque(Family.GEMINI, value, Optional.empty()));
  }

  /** SDKs may turn the alphabet of base64 into the one for URLs. */
  private static Optional<String> decoded(String value) {
    try {
      byte[] bytes = Base64.getDecoder().decode(value.replace('-', '+').replace('_', '/'));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** Writes a value for a client, bare or carried. */
  static void write(ObjectNode part, Optional<Opaque> opaque) {
    opaque.ifPresent(
        o ->
            part.put(
                FIELD,
                o.family() == Family.GEMINI
                    ? o.value()
                    : Base64.getEncoder()
                        .encodeToString(
                            Carrier.carry(o, Family.GEMINI).getBytes(StandardCharsets.UTF_8))));
  }

  /** Google's own value, if it is one. */
  static Optional<Opaque> own(Optional<Opaque> opaque) {
    return opaque.filter(o -> o.family() == Family.GEMINI);
  }
}
