package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Shows quotas again and again. On a terminal each picture is written over the one before, in one
 * go and no larger than the terminal is then; elsewhere one follows the other.
 */
record QuotaWatch(Surroundings surroundings, boolean json, Duration pause) {

  private static final String HOME = "\u001B[H";
  private static final String END_OF_LINE = "\u001B[K\n";
  private static final String REST = "\u001B[J";
  private static final String NO_WRAP = "\u001B[?7l";
  private static final String WRAP = "\u001B[?7h";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** Where the figures come from. */
  interface Source {

    JsonNode read() throws IOException, InterruptedException;
  }

  /** How they are printed. */
  interface Picture {

    void print(JsonNode stats, Console console);
  }

  /** Runs until the process is ended. A failure is shown, unless it is the first answer. */
  void run(Source source, Picture picture) throws IOException, InterruptedException {
    JsonNode stats = source.read();
    String trouble = "";
    while (true) {
      show(stats, trouble, picture);
      surroundings.time().sleeper().sleep(pause);
      try {
        stats = source.read();
        trouble = "";
      } catch (CommandException e) {
        trouble = String.valueOf(e.getMessage());
      }
    }
  }

  private void show(JsonNode stats, String trouble, Picture picture) {
    Console console = surroundings.console();
    if (json) {
      console.out().println(trouble.isEmpty() ? line(stats) : line(problem(trouble)));
    } else if (console.terminal().isPresent()) {
      redraw(stats, trouble, picture);
    } else {
      Instant now = surroundings.time().clock().instant().truncatedTo(ChronoUnit.SECONDS);
      console.out().println(now + (trouble.isEmpty() ? "" : "  " + trouble));
      picture.print(stats, console);
      console.out().println();
    }
    console.out().flush();
  }

  private static JsonNode problem(String trouble) {
    return JsonBody.MAPPER.createObjectNode().put("problem", trouble);
  }

  /** One document a line, so that a program can read them as they come. */
  private static String line(JsonNode node) {
    return node.toString();
  }

  private void redraw(JsonNode stats, String trouble, Picture picture) {
    Console console = surroundings.console();
    TerminalSize size = console.size();
    var text = new StringWriter();
    var writer = new PrintWriter(text);
    picture.print(stats, new Console(writer, writer, console.colours(), Optional.of(() -> size)));
    List<String> lines = text.toString().lines().toList();
    int room = size.rows() - 2;
    var frame = new StringBuilder(NO_WRAP).append(HOME);
    frame.append(console.strong(heading())).append(END_OF_LINE);
    int shown = lines.size() <= room ? lines.size() : Math.max(0, room - 1);
    lines.stream().limit(shown).forEach(line -> frame.append(line).append(END_OF_LINE));
    if (shown < lines.size()) {
      int more = lines.size() - shown;
      frame.append("… ").append(more).append(" more lines: make the terminal taller");
      frame.append(END_OF_LINE);
    }
    frame.append(trouble.isEmpty() ? "" : console.bad(trouble));
    console.out().print(frame.append(REST).append(WRAP));
  }

  private String heading() {
    var now = surroundings.time().clock().instant().atZone(ZoneId.systemDefault());
    return TIME.format(now) + ", every " + pause.toSeconds() + " s; Ctrl-C ends";
  }
}
