package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One discovery over given variables, with a few services known. */
record Found(Credentials credentials, List<Finding> findings) {

  static final List<ServiceDescription> SERVICES =
      List.of(
          ServiceDescription.of("openai"),
          ServiceDescription.of("groq"),
          ServiceDescription.of("gemini"),
          ServiceDescription.of("gemini_cli"),
          ServiceDescription.of("iflow"),
          service("nano-gpt", List.of("NANOGPT"), CredentialNeed.REQUIRED, false),
          service("ollama", List.of("OLLAMA"), CredentialNeed.OPTIONAL, false),
          service("demo", List.of("DEMO"), CredentialNeed.OPTIONAL, true));

  static Found in(Map<String, String> variables) {
    return in(new Home(Path.of("no-such-folder")), variables);
  }

  static Found in(Home home, Map<String, String> variables) {
    var findings = new Findings();
    var settings = new Settings(Environment.of(variables), findings);
    var credentials =
        CredentialDiscovery.standard()
            .discover(home, settings, SERVICES, true, new CredentialIds("salt"));
    return new Found(credentials, findings.all());
  }

  /** The origins of a provider's credentials, in order. */
  List<String> of(String provider) {
    return credentials.of(provider).stream().map(found -> found.origin().name()).toList();
  }

  /** Every finding as text. */
  String text() {
    return findings.toString();
  }

  private static ServiceDescription service(
      String id, List<String> prefixes, CredentialNeed need, boolean standIn) {
    return new ServiceDescription(id, id, prefixes, need, standIn);
  }
}
