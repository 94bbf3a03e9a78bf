package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Services that the user states by {@code <NAME>_API_BASE} and that nobody described. */
final class CustomServices {

  private static final String MARK = "_API_BASE";

  private CustomServices() {}

  /** The services, in the order of the environment. They want no credential. */
  static List<ServiceDescription> find(Settings settings, VariableNames known, boolean servable) {
    var services = new ArrayList<ServiceDescription>();
    for (String variable : settings.environment().names()) {
      if (!variable.endsWith(MARK) || variable.length() == MARK.length()) {
        continue;
      }
      String name = variable.substring(0, variable.length() - MARK.length());
      if (settings.find(Variables.API_BASE, variable).isEmpty()
          || known.provider(name).isPresent()) {
        continue;
      }
      String id = name.toLowerCase(Locale.ROOT);
      if (!id.matches("[a-z][a-z0-9_-]*")) {
        settings
            .findings()
            .error(
                variable,
                "names no provider (expected before _API_BASE: letters, digits and '_', a letter"
                    + " first).",
                "Rename it.");
      } else if (!servable) {
        settings
            .findings()
            .error(
                variable,
                "names a provider of your own, and no plugin serves such.",
                "Put the openai-compatible jar into the plugins folder.");
      } else if (services.stream().noneMatch(service -> service.id().equals(id))) {
        services.add(new ServiceDescription(id, id, List.of(name), CredentialNeed.OPTIONAL, false));
      }
    }
    return services;
  }
}
