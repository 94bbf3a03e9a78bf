package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Choice;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.config.Spelling;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;
import java.util.Optional;

/** What the user's names of providers and credentials stand for. */
final class Providers {

  private Providers() {}

  /**
   * A service by name.
   *
   * @throws CommandException if there is none; it suggests what is near
   */
  static ServiceDescription service(Installation installation, String name) {
    return installation
        .service(name)
        .orElseThrow(() -> new CommandException(unknown(installation, name)));
  }

  private static String unknown(Installation installation, String name) {
    var ids = installation.credentials().services().stream().map(ServiceDescription::id).toList();
    return "There is no provider \""
        + name
        + "\". "
        + Spelling.nearest(name, ids).map(near -> "Did you mean " + near + "? ").orElse("")
        + "keyrelay plugins list --services shows those that are known; one of your own needs an"
        + " address: keyrelay keys add "
        + name
        + " --base https://…";
  }

  /** The credentials of a provider, or all. */
  static List<FoundCredential> credentials(Installation installation, Optional<String> provider) {
    return provider
        .map(name -> installation.credentials().of(service(installation, name).id()))
        .orElseGet(installation::allCredentials);
  }

  /**
   * One credential by its name.
   *
   * @throws CommandException if the name stands for none or several
   */
  static FoundCredential credential(Installation installation, String name) {
    var service = installation.service(name);
    if (service.isPresent()) {
      throw new CommandException(
          name
              + " is a provider, and "
              + (installation.credentials().of(service.get().id()).isEmpty()
                  ? "has no credential. Add one: keyrelay credentials add " + service.get().id()
                  : "not a credential. See: keyrelay credentials list --provider "
                      + service.get().id()));
    }
    try {
      return Choice.of(name, installation.allCredentials());
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }
}
