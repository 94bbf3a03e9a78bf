package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The form of the answer. */
public sealed interface OutputForm {

  /** Free text. */
  record FreeText(Optional<String> verbosity) implements OutputForm {}

  /** Any JSON object. */
  record AnyJson() implements OutputForm {}

  /** JSON of a schema. */
  record Schema(
      String name, Optional<String> description, JsonNode schema, Optional<Boolean> strict)
      implements OutputForm {}
}
