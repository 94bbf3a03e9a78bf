package dev.keyrelay.engine.config;

import dev.keyrelay.spi.ProviderSettings;
import java.util.List;
import java.util.Optional;

/**
 * The variables of one service.
 *
 * @param environment where they are
 * @param names what the service is called in variables, the preferred name first
 */
public record ServiceSettings(Environment environment, List<String> names)
    implements ProviderSettings {

  public ServiceSettings {
    names = List.copyOf(names);
  }

  @Override
  public Optional<String> get(String name) {
    return names.stream()
        .flatMap(prefix -> environment.get(prefix + "_" + name).stream())
        .findFirst();
  }
}
