package dev.keyrelay.cli.home;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.ProviderPolicy;
import dev.keyrelay.engine.config.RoutingSettings;
import dev.keyrelay.engine.config.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;

/** Settings that hold each for itself and do not go together. */
final class Contradictions {

  private final Installation installation;
  private final Configuration configuration;
  private final Findings findings;

  private Contradictions(Installation installation, Findings findings) {
    this.installation = installation;
    this.configuration = installation.configuration();
    this.findings = findings;
  }

  static void report(Installation installation, Findings findings) {
    var contradictions = new Contradictions(installation, findings);
    contradictions.reach();
    contradictions.privacy();
    contradictions.targets();
    var policies = installation.policies();
    installation
        .credentials()
        .services()
        .forEach(service -> contradictions.policy(policies.of(service.id())));
  }

  private void reach() {
    String host = configuration.gateway().server().host();
    boolean loopback = host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    String key = Variables.PROXY_API_KEY.name();
    if (!loopback && configuration.environment().get(key).isEmpty()) {
      findings.error(
          "KEYRELAY_HOST",
          "is "
              + host
              + ", which others can reach, and "
              + key
              + " is not set, so the gateway will not start.",
          "Set " + key + ", such as from: openssl rand -base64 32");
    }
  }

  private void privacy() {
    Path file = configuration.home().envFile();
    try {
      if (Files.isRegularFile(file)) {
        var permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.GROUP_READ)
            || permissions.contains(PosixFilePermission.OTHERS_READ)) {
          findings.warning(
              file.toString(),
              "can be read by other users of this machine.",
              "Allow it to its owner alone: chmod 600 " + file);
        }
      }
    } catch (UnsupportedOperationException | IOException e) {
      // The file system knows no permissions, so there is nothing to say.
    }
  }

  /** Aliases and chains that lead to providers which nobody can call. */
  private void targets() {
    var routing = RoutingSettings.read(configuration.settings());
    var models = new LinkedHashSet<String>();
    routing.groups().values().forEach(group -> models.addAll(group.models()));
    routing.sets().forEach(models::addAll);
    for (var route : routing.routes().values()) {
      if (route instanceof RoutingSettings.ToModel to) {
        models.add(to.model());
      }
    }
    for (String model : models) {
      String provider = model.substring(0, Math.max(0, model.indexOf('/')));
      if (installation.credentials().of(provider).isEmpty()) {
        findings.warning(
            model,
            "is named by an alias or a fallback group, and there is no credential of "
                + provider
                + ".",
            "Add one: keyrelay credentials add " + provider);
      }
    }
  }

  private void policy(ProviderPolicy policy) {
    String provider = policy.provider();
    var limits = policy.concurrency();
    int most = limits.baseMax();
    int optimal = limits.optimal();
    if (most != ConcurrencyPolicy.UNLIMITED
        && optimal != ConcurrencyPolicy.UNLIMITED
        && optimal > most) {
      findings.warning(
          provider,
          "has "
              + optimal
              + " as optimal and "
              + most
              + " as most requests at once on a"
              + " credential; the smaller holds.",
          "Lower OPTIMAL_CONCURRENT_REQUESTS_PER_KEY of the provider, or raise"
              + " MAX_CONCURRENT_REQUESTS_PER_KEY.");
    }
    var filter = policy.filter();
    if (!filter.whitelist().isEmpty() && filter.ignored().isEmpty()) {
      findings.warning(
          provider,
          "has WHITELIST_MODELS and no IGNORE_MODELS, so every model is still allowed.",
          "To allow the whitelisted models alone, set IGNORE_MODELS of the provider to *.");
    }
    for (var model : policy.models().all()) {
      if (!filter.allows(model.name())) {
        findings.warning(
            provider + "/" + model.name(),
            "is declared in MODELS of the provider and hidden by its IGNORE_MODELS.",
            "Whitelist it, or leave it out of MODELS.");
      }
    }
  }
}
