package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.spi.ServiceDescription;
import java.util.Collection;
import java.util.List;

/** A place where credentials are found. */
@FunctionalInterface
public interface CredentialSource {

  /** Everything that is there, in order. What cannot be used becomes a finding, never an error. */
  List<FoundCredential> find(Search search);

  /**
   * What is searched, and for what.
   *
   * @param home the folder of the installation
   * @param settings reads variables, and takes findings
   * @param services all that are known, custom ones too
   * @param names how they are called in variables
   * @param ids names what is found
   */
  record Search(
      Home home,
      Settings settings,
      Collection<ServiceDescription> services,
      VariableNames names,
      CredentialIds ids) {}
}
