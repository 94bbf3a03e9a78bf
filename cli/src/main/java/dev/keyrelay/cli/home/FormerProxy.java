package dev.keyrelay.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What LLM-API-Key-Proxy left in a home folder and that does not mean the same here. */
final class FormerProxy {

  /** The key that its launcher gives to everybody. */
  private static final String KNOWN_KEY = "VerysecretKey";

  /** Its default, with which it bounded nothing but the choice of a credential. */
  private static final Duration SHORT = Duration.ofSeconds(30);

  private static final Map<String, String> LAUNCHER =
      Map.of(
          "host", "KEYRELAY_HOST",
          "port", "PORT",
          "enable_request_logging", "ENABLE_REQUEST_LOGGING",
          "enable_raw_logging", "ENABLE_RAW_LOGGING");

  private FormerProxy() {}

  static void report(Configuration configuration, Findings findings) {
    if (configuration
        .environment()
        .get(Variables.PROXY_API_KEY.name())
        .filter(KNOWN_KEY::equals)
        .isPresent()) {
      findings.warning(
          Variables.PROXY_API_KEY.name(),
          "is the key that LLM-API-Key-Proxy gives to everybody, so everybody knows it.",
          "Choose another, such as from: openssl rand -base64 32");
    }
    if (configuration.gateway().timeouts().global().compareTo(SHORT) <= 0) {
      findings.warning(
          "GLOBAL_TIMEOUT",
          "ends a request that is not streamed after "
              + Spans.text(configuration.gateway().timeouts().global())
              + ", which many answers need. LLM-API-Key-Proxy did not bound running calls by it.",
          "Remove it, or set what an answer may take, such as 600.");
    }
    launcher(configuration, findings);
  }

  private static void launcher(Configuration configuration, Findings findings) {
    Path file = configuration.home().folder().resolve("launcher_config.json");
    if (!Files.isRegularFile(file)) {
      return;
    }
    var lines = new ArrayList<String>();
    try {
      JsonNode said = JsonBody.MAPPER.readTree(Files.readAllBytes(file));
      for (String name : List.of("host", "port", "enable_request_logging", "enable_raw_logging")) {
        JsonNode value = said == null ? null : said.get(name);
        if (value != null && value.isValueNode() && !value.isNull()) {
          lines.add(LAUNCHER.get(name) + "=" + value.asText());
        }
      }
    } catch (IOException e) {
      // Whatever is in it, it is not read by the gateway.
    }
    findings.note(
        "launcher_config.json",
        "of LLM-API-Key-Proxy is not read.",
        lines.isEmpty()
            ? "Remove it."
            : "Put into .env what still holds: " + String.join(", ", lines));
  }
}
