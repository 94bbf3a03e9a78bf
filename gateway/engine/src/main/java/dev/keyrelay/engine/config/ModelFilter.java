package dev.keyrelay.engine.config;

import dev.keyrelay.spi.Wildcard;
import java.util.List;
import java.util.Optional;

/**
 * Which models of a provider may be listed and called. A pattern is compared with the bare model
 * and with {@code provider/model}, as written and as a {@link Wildcard}.
 *
 * @param provider the provider id
 * @param whitelist what is allowed whatever {@code ignored} says
 * @param ignored what is not
 */
public record ModelFilter(String provider, List<String> whitelist, List<String> ignored) {

  public ModelFilter {
    whitelist = List.copyOf(whitelist);
    ignored = List.copyOf(ignored);
  }

  /** Whether a model may be used: whitelisted, or not ignored. */
  public boolean allows(String model) {
    return ignored.isEmpty() || matches(whitelist, model) || !matches(ignored, model);
  }

  /** The pattern that excludes a model; absent if it may be used. */
  public Optional<String> excludes(String model) {
    return allows(model)
        ? Optional.empty()
        : ignored.stream().filter(pattern -> matches(List.of(pattern), model)).findFirst();
  }

  private boolean matches(List<String> patterns, String model) {
    for (String pattern : patterns) {
      // A name such as claude[1m] would be a class of characters.
      if (pattern.equals(model)
          || Wildcard.matches(pattern, model)
          || Wildcard.matches(pattern, provider + "/" + model)) {
        return true;
      }
    }
    return false;
  }
}
