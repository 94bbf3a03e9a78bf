package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.ProviderSettings;
import java.util.Map;
import java.util.Optional;

/** Settings of a test, by name without prefix. */
public record MapSettings(Map<String, String> values) implements ProviderSettings {

  public MapSettings {
    values = Map.copyOf(values);
  }

  /** Settings of alternating names and values. */
  public static MapSettings of(String... namesAndValues) {
    var values = new java.util.HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new MapSettings(values);
  }

  @Override
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }
}
