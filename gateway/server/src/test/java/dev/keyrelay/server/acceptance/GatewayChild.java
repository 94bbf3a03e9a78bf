package dev.keyrelay.server.acceptance;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import dev.keyrelay.server.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** A gateway in a process of its own, so that it can be killed. */
public final class GatewayChild {

  private GatewayChild() {}

  /** Serves the home folder of the first argument until it is killed, and says where. */
  public static void main(String[] arguments) throws InterruptedException {
    var configuration = Configuration.read(new Home(Path.of(arguments[0])), System.getenv());
    var keys = ClientKeys.of(configuration.home(), configuration.settings(), new SecureRandom());
    try (var gateway =
        Gateway.start(
            configuration,
            Plugins.of(List.of(new OpenAiFactory())),
            keys,
            ServerOptions.defaults().listeningOn("127.0.0.1", 0))) {
      System.out.println("listening " + gateway.uri());
      gateway.awaitClose();
    } catch (StartException e) {
      System.out.println("refused " + e.getMessage());
      System.exit(1);
    }
  }

  /** Starts one with the class path of this process. */
  static Process start(Path home, Map<String, String> variables) throws IOException {
    var command =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayChild.class.getName(),
            home.toString());
    command.environment().putAll(variables);
    return command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** What a child says first that begins so; the rest of that line. */
  static String said(Process child, String word) throws IOException {
    var output = child.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(word + " ")) {
        return line.substring(word.length() + 1);
      }
    }
    throw new AssertionError("the gateway ended without saying \"" + word + "\"");
  }
}
