package dev.keyrelay.cli;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What {@code serve} prints when it listens: where, and a command that works when pasted into a
 * shell. The command reads the client key from where it is kept; the key itself is never printed.
 *
 * @param model a model that surely can be called; without one the command lists models
 */
record Greeting(
    Console console, Configuration configuration, ClientKeys keys, Optional<String> model) {

  private static final String VARIABLE = Variables.PROXY_API_KEY.name();
  private static final String BODY =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?m)^(?<name>(?:export )?" + VARIABLE + " ?= ?)(?<quote>\"?)(?<value>[^\\n]*)");

  void print(URI listening) {
    String address = reachable(listening);
    console.out().println("KeyRelay listens on " + console.strong(address));
    console.out().println();
    console.out().println("Try it:");
    console.out().println("  curl " + address + path() + " \\");
    console.out().print("    -H \"Authorization: Bearer " + key() + "\"");
    model.ifPresent(
        name -> {
          console.out().println(" \\");
          console.out().println("    -H 'Content-Type: application/json' \\");
          console.out().print("    -d '" + BODY.formatted(name) + "'");
        });
    console.out().println();
    console.out().println();
    console.out().println("Base URL for clients: " + address + "/v1 (OpenAI)");
    console.out().println("Key for clients:      " + whereKeyIs());
  }

  private String path() {
    return model.isPresent() ? "/v1/chat/completions" : "/v1/models";
  }

  /** The shell words that yield the key, for use between double quotes. */
  private String key() {
    return keys.file()
        .map(file -> "$(cat " + quoted(file) + ")")
        .or(this::keyFromEnvFile)
        .orElse(keys.keys().size() > 1 ? "${" + VARIABLE + "%%,*}" : "$" + VARIABLE);
  }

  private String whereKeyIs() {
    return keys.file()
        .map(file -> "in " + file)
        .orElseGet(
            () -> VARIABLE + " from " + configuration.environment().origin(VARIABLE).orElse(""));
  }

  /** Only when one line assigns the variable, and a sed expression finds the first key in it. */
  private Optional<String> keyFromEnvFile() {
    Path file = configuration.home().envFile();
    boolean fromFile =
        configuration
            .environment()
            .origin(VARIABLE)
            .filter(origin -> !origin.equals(Environment.PROCESS))
            .isPresent();
    if (!fromFile || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      var assigned = ASSIGNED.matcher(Files.readString(file)).results().toList();
      return assigned.size() == 1
          ? expression(assigned.getFirst())
              .map(sed -> "$(sed -n '" + sed + "' " + quoted(file) + ")")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What prints the first key of a line: all behind the equals sign, or what ends at a comma. */
  private Optional<String> expression(MatchResult line) {
    Secret key = keys.keys().getFirst();
    String before = "s/^" + line.group("name") + line.group("quote").replace('"', '.');
    if (line.group("quote").isEmpty() && key.matches(line.group("value"))) {
      return Optional.of(before + "//p");
    }
    return key.matches(line.group("value").split("[,\"\\s]", 2)[0])
        ? Optional.of(before + "\\([^,\"[:space:]]*\\).*/\\1/p")
        : Optional.empty();
  }

  private static String quoted(Path file) {
    String text = file.toString();
    return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /**
   * The address with the loopback address in place of "all addresses", which no client can connect
   * to everywhere.
   */
  private static String reachable(URI listening) {
    try {
      return InetAddress.getByName(listening.getHost()).isAnyLocalAddress()
          ? "http://127.0.0.1:" + listening.getPort()
          : listening.toString();
    } catch (UnknownHostException e) {
      return listening.toString();
    }
  }
}
