package dev.keyrelay.cli.tui;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines of what is written to it, in place of a terminal that is in use. */
final class LogTail extends OutputStream {

  private static final int KEPT = 200;
  private static final int LONGEST = 4_000;

  private final Deque<String> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  @Override
  public synchronized void write(int octet) {
    if (octet == '\n') {
      lines.addLast(line.toString(StandardCharsets.UTF_8).stripTrailing());
      line.reset();
      if (lines.size() > KEPT) {
        lines.removeFirst();
      }
    } else if (line.size() < LONGEST) {
      line.write(octet);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      write(bytes[i]);
    }
  }

  /** The lines, the oldest first. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
