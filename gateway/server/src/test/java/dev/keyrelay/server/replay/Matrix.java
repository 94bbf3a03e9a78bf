package dev.keyrelay.server.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of the recordings, by pair of dialects. */
final class Matrix {

  private static final class Cell {
    int served;
    int right;
    final TreeSet<String> dropped = new TreeSet<>();
  }

  private final Map<String, Cell> cells = new TreeMap<>();

  private final StringBuilder wrongs = new StringBuilder();

  void add(Recording recording, Side provider, Side client, Arrived arrived, List<String> wrong) {
    for (String what : wrong) {
      String line = what.replace('\n', ' ').replaceAll("\\s+", " ");
      wrongs.append(recording).append('\t').append(provider).append('>').append(client);
      wrongs.append('\t').append(line, 0, Math.min(900, line.length())).append('\n');
    }
    var cell = cells.computeIfAbsent("| " + provider + " | " + client, _ -> new Cell());
    cell.served++;
    cell.right += wrong.isEmpty() ? 1 : 0;
    for (String line : arrived.told().split(", ")) {
      if (!line.isBlank()) {
        cell.dropped.add(line);
      }
    }
  }

  /** Writes the table into the build's folder, if there is anything to tell. */
  void write(String name) {
    if (cells.isEmpty()) {
      return;
    }
    var text = new StringBuilder("| provider | client | served | right | dropped, and told so |\n");
    text.append("|---|---|---|---|---|\n");
    cells.forEach(
        (pair, cell) ->
            text.append(pair)
                .append(" | ")
                .append(cell.served)
                .append(" | ")
                .append(cell.right)
                .append(" | ")
                .append(String.join(", ", cell.dropped))
                .append(" |\n"));
    text.append('\n').append(wrongs);
    try {
      Files.createDirectories(Path.of("target"));
      Files.writeString(Path.of("target", name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
