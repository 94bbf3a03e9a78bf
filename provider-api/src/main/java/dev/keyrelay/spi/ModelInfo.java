package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model as its provider lists it.
 *
 * @param id the upstream model id, without the provider's
 * @param displayName the name for people, if given
 * @param contextLength the context in tokens, if given
 * @param maxOutputTokens the longest answer in tokens, if given
 * @param created when the model was made, in Unix seconds, if given
 */
public record ModelInfo(
    String id,
    Optional<String> displayName,
    OptionalLong contextLength,
    OptionalLong maxOutputTokens,
    OptionalLong created) {

  /** A number of tokens or seconds that a service states; empty if it states none, or 0. */
  public static OptionalLong stated(JsonNode number) {
    return number.asLong(0) > 0 ? OptionalLong.of(number.asLong()) : OptionalLong.empty();
  }

  /** A model of which only the id is known. */
  public static ModelInfo of(String id) {
    return new ModelInfo(
        id, Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }
}
