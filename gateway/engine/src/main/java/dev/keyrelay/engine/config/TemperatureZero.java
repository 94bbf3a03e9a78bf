package dev.keyrelay.engine.config;

import java.util.Locale;
import java.util.Optional;

/** What becomes of a {@code temperature} of 0 in a chat request. */
public enum TemperatureZero {
  /** It stays. */
  KEEP,
  /** The field is left out. */
  REMOVE,
  /** It becomes 1.0. */
  SET_TO_ONE;

  static final Form<TemperatureZero> FORM =
      Forms.form(
          "false, remove or set",
          text ->
              switch (text.toLowerCase(Locale.ROOT)) {
                case "false", "0", "no", "off", "keep" -> Optional.of(KEEP);
                case "remove" -> Optional.of(REMOVE);
                case "set", "true", "1", "yes", "on" -> Optional.of(SET_TO_ONE);
                default -> Optional.empty();
              },
          value ->
              switch (value) {
                case KEEP -> "false";
                case REMOVE -> "remove";
                case SET_TO_ONE -> "set";
              });
}
