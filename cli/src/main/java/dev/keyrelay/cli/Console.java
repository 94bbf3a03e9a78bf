package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where commands print.
 *
 * @param out what was asked for
 * @param err everything else: errors, progress
 * @param colours whether {@code out} is a terminal that shows colours
 * @param terminal the size of the terminal that {@code out} is, asked anew each time; absent if it
 *     is none that a cursor moves on
 */
record Console(
    PrintWriter out, PrintWriter err, boolean colours, Optional<Supplier<TerminalSize>> terminal) {

  /** One that is no terminal. */
  Console(PrintWriter out, PrintWriter err, boolean colours) {
    this(out, err, colours, Optional.empty());
  }

  /**
   * The process's own streams. Colours only on a terminal, and not when {@code NO_COLOR} is set
   * (no-color.org) or the terminal is dumb.
   */
  static Console ofProcess() {
    java.io.Console terminal = System.console();
    boolean cursor =
        terminal != null && terminal.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    boolean colours = cursor && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        writer(System.out),
        writer(System.err),
        colours,
        cursor ? Optional.of(() -> TerminalSize.ofProcess(System.getenv())) : Optional.empty());
  }

  /** The size of the terminal, or what is usual. */
  TerminalSize size() {
    return terminal.map(Supplier::get).orElse(TerminalSize.USUAL);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** The text, standing out on a terminal. */
  String strong(String text) {
    return colours ? "\u001B[1m" + text + "\u001B[0m" : text;
  }

  /** The text in a colour of the terminal's own palette: 31 red, 32 green, 33 yellow. */
  private String coloured(int colour, String text) {
    return colours ? "\u001B[" + colour + "m" + text + "\u001B[0m" : text;
  }

  /** The text as good news. */
  String good(String text) {
    return coloured(32, text);
  }

  /** The text as something to look at. */
  String odd(String text) {
    return coloured(33, text);
  }

  /** The text as bad news. */
  String bad(String text) {
    return coloured(31, text);
  }

  /** Says something about what was asked for, beside it; in lines of the terminal, if it is one. */
  void tell(String sentence) {
    String line = "keyrelay: " + sentence;
    if (terminal.isPresent()) {
      Prose.lines(line, "", "", size().columns()).forEach(err::println);
    } else {
      err.println(line);
    }
  }

  /** Prints JSON for programs. */
  void json(JsonNode node) {
    out.println(node.toPrettyString());
  }
}
