package dev.keyrelay.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The browser of the person at this machine. */
final class Browser {

  private Browser() {}

  /**
   * Opens a page, if there is a display to open it on; over SSH and in containers there is none.
   *
   * @param variables the process environment
   * @return whether a browser was asked to
   */
  static boolean open(URI page, Map<String, String> variables) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    boolean remote =
        Stream.of("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "CI").anyMatch(variables::containsKey);
    boolean display =
        !system.contains("linux")
            || variables.containsKey("DISPLAY")
            || variables.containsKey("WAYLAND_DISPLAY");
    if (remote || !display) {
      return false;
    }
    List<String> command =
        system.contains("mac")
            ? List.of("open", page.toString())
            : system.contains("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", page.toString())
                : List.of("xdg-open", page.toString());
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
