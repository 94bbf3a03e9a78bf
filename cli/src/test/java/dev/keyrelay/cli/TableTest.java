package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {

  private final Table table = new Table("PROVIDER", "ID", "FOUND IN", "EMPTY", "STATE");

  private List<String> printed(Optional<Integer> columns) {
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    table.print(
        new Console(
            writer, writer, false, columns.map(width -> () -> new TerminalSize(width, 24))));
    return out.toString().lines().toList();
  }

  private void filled() {
    table.row("mine", "d6b57569e6a4d41a", "  MINE_API_KEY_OF_THE_WEST_COAST", "", "active");
    table.row("groq", "e0183ff7d311d722", "GROQ_API_KEY", "", "token for 1h 59m");
  }

  @Test
  void aRowIsOneLineWhereNoTerminalEndsIt() {
    filled();
    assertThat(printed(Optional.empty()))
        .containsExactly(
            "PROVIDER  ID                FOUND IN                          STATE",
            "mine      d6b57569e6a4d41a    MINE_API_KEY_OF_THE_WEST_COAST  active",
            "groq      e0183ff7d311d722  GROQ_API_KEY                      token for 1h 59m");
    assertThat(printed(Optional.of(120))).isEqualTo(printed(Optional.empty()));
  }

  @Test
  void aTerminalGetsLinesThatFitBrokenBetweenWords() {
    filled();
    assertThat(printed(Optional.of(60)))
        .containsExactly(
            "PROVIDER  ID                FOUND IN         STATE",
            "mine      d6b57569e6a4d41a    MINE_API_KEY_  active",
            "                              OF_THE_WEST_",
            "                              COAST",
            "groq      e0183ff7d311d722  GROQ_API_KEY     token for 1h",
            "                                             59m");
  }

  @Test
  void whatCannotFitBreaksNoWord() {
    filled();
    assertThat(printed(Optional.of(20)))
        .anyMatch(line -> line.contains("d6b57569e6a4d41a"))
        .anyMatch(line -> line.endsWith("active"));
  }

  @Test
  void coloursAndWideLettersKeepTheColumnsAligned() {
    var colours = new Table("A", "B");
    colours.row("\u001B[31mno\u001B[0m", "x");
    colours.row("日本語", "y");
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    colours.print(new Console(writer, writer, false, Optional.of(() -> new TerminalSize(20, 24))));
    assertThat(out.toString().lines())
        .containsExactly("A       B", "\u001B[31mno\u001B[0m      x", "日本語  y");
  }
}
