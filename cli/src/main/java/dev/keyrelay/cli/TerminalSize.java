package dev.keyrelay.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How many characters a terminal shows. */
record TerminalSize(int columns, int rows) {

  /** What terminals have had since the VT100. */
  static final TerminalSize USUAL = new TerminalSize(80, 24);

  private static final int LEAST = 20;
  private static final long PATIENCE_SECONDS = 2;

  /** That of this process's terminal now, by {@code stty}; else what the shell says; else usual. */
  static TerminalSize ofProcess(Map<String, String> variables) {
    return asked().or(() -> told(variables)).orElse(USUAL);
  }

  private static Optional<TerminalSize> asked() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return Optional.empty();
      }
      byte[] answer = stty.getInputStream().readAllBytes();
      String[] numbers = new String(answer, StandardCharsets.US_ASCII).strip().split(" ");
      return numbers.length == 2 ? of(numbers[1], numbers[0]) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<TerminalSize> told(Map<String, String> variables) {
    return of(variables.getOrDefault("COLUMNS", ""), variables.getOrDefault("LINES", ""));
  }

  private static Optional<TerminalSize> of(String columns, String rows) {
    try {
      var size = new TerminalSize(Integer.parseInt(columns), Integer.parseInt(rows));
      // A terminal that nobody told its size says 0.
      return size.columns >= LEAST && size.rows > 2 ? Optional.of(size) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
