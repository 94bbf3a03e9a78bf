package dev.keyrelay.engine.config;

import java.util.List;
import java.util.Map;

/**
 * What the user configured for the gateway as a whole. Policies of providers follow, once it is
 * known which services there are: {@link ProviderPolicies#read}.
 *
 * @param home the folder of the installation
 * @param settings reads further variables, and holds what was found
 * @param gateway what holds for the whole gateway
 */
public record Configuration(Home home, Settings settings, GatewaySettings gateway) {

  /** Reads the files of the home folder below the variables of the process. Never throws. */
  public static Configuration read(Home home, Map<String, String> process) {
    var findings = new Findings();
    return of(home, new Settings(Environment.read(home, process, findings), findings));
  }

  /** A configuration of variables that were read already. */
  public static Configuration of(Home home, Settings settings) {
    return new Configuration(home, settings, GatewaySettings.read(settings));
  }

  /** The same from what the files say now, with findings of its own. Never throws. */
  public Configuration readAgain() {
    return read(home, environment().process());
  }

  /** Every variable. */
  public Environment environment() {
    return settings.environment();
  }

  /** What was found so far, in order; later reading adds to it. */
  public List<Finding> findings() {
    return settings.findings().all();
  }
}
