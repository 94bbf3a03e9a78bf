package dev.keyrelay.cli;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;

/** A process on a pseudo-terminal, and what a person in front of it sees. */
final class PersonsTerminal implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final PtyProcess process;
  private final OutputStream keyboard;
  private final ScreenTerminal screen = new ScreenTerminal(80, 24);
  private final StringBuffer written = new StringBuffer();

  /** Starts a command on a terminal of 80 by 24 characters. */
  PersonsTerminal(Path folder, Map<String, String> variables, String... command)
      throws IOException {
    process =
        new PtyProcessBuilder(command)
            .setDirectory(folder.toString())
            .setEnvironment(variables)
            .setInitialColumns(80)
            .setInitialRows(24)
            .start();
    keyboard = process.getOutputStream();
    Thread.ofPlatform().daemon().name("screen").start(this::show);
  }

  private void show() {
    try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      char[] some = new char[4096];
      for (int length = output.read(some); length >= 0; length = output.read(some)) {
        String text = new String(some, 0, length);
        written.append(text);
        screen.write(text);
      }
    } catch (IOException e) {
      // The terminal of a process that has ended cannot be read.
      written.append('\n');
    }
  }

  /** Everything that was written to the terminal, escape sequences included. */
  String written() {
    return written.toString();
  }

  /** What is on the screen now, a line a row. */
  String screen() {
    int columns = screen.getColumns();
    int rows = screen.getRows();
    long[] cells = new long[columns * rows];
    screen.dump(cells, 0, 0, rows, columns, new int[2]);
    var text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int character = ScreenTerminal.cellCodePoint(cells[row * columns + column]);
        text.appendCodePoint(character == 0 ? ' ' : character);
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Waits until a text is on the screen. */
  void awaitScreen(String text) {
    Awaitility.await()
        .alias(text)
        .atMost(PATIENCE)
        .conditionEvaluationListener(_ -> {})
        .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(screen()).contains(text));
  }

  /** Waits until a text has been written, whether or not it is still seen. */
  void awaitWritten(String text) {
    Awaitility.await().alias(text).atMost(PATIENCE).until(() -> written().contains(text));
  }

  /** Presses keys. */
  void type(String keys) throws IOException {
    keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  /** Drags the window's corner. */
  void resize(int columns, int rows) {
    screen.setSize(Size.of(columns, rows));
    process.setWinSize(new WinSize(columns, rows));
  }

  /** Waits for the end; the exit code. */
  int ended() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running:\n" + screen());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
