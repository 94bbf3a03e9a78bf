package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The tables of the README say what the code does. */
final class FieldTableTest {

  private static final Path README = Path.of("src/main/java/dev/keyrelay/engine/dialect/README.md");

  private static final Map<String, Dialect> NAMES =
      Map.of(
          "OpenAI chat", Dialect.OPENAI_CHAT,
          "Responses", Dialect.OPENAI_RESPONSES,
          "Anthropic", Dialect.ANTHROPIC_MESSAGES,
          "Gemini", Dialect.GEMINI);

  private record Row(
      Dialect client, Dialect provider, String example, String outcome, int line, int column) {
    @Override
    public String toString() {
      return client + " to " + provider + ": " + example + " is " + outcome;
    }
  }

  private static List<Row> rows() throws IOException {
    var rows = new ArrayList<Row>();
    Dialect client = null;
    List<Dialect> providers = List.of();
    var lines = Files.readAllLines(README);
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      if (line.startsWith("### Client: ")) {
        client = NAMES.get(line.substring("### Client: ".length()));
        assertThat(client).as(line).isNotNull();
      } else if (line.startsWith("#")) {
        client = null;
      } else if (client != null && line.startsWith("| example |")) {
        providers = cells(line).stream().skip(1).map(NAMES::get).toList();
      } else if (client != null && line.startsWith("| `")) {
        var cells = cells(line);
        for (int i = 1; i < cells.size(); i++) {
          String example = cells.getFirst().substring(1, cells.getFirst().length() - 1);
          rows.add(new Row(client, providers.get(i - 1), example, cells.get(i), at, i));
        }
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return List.of(line.substring(2, line.length() - 2).split(" \\| "));
  }

  @TestFactory
  List<DynamicTest> everyRowIsTrue() throws IOException {
    if (System.getProperty("golden.update") != null) {
      update();
    }
    var rows = rows();
    assertThat(rows).hasSizeGreaterThan(300);
    return rows.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.toString(),
                    () ->
                        assertThat(outcome(row))
                            .as("run with -Dgolden.update to write it")
                            .isEqualTo(row.outcome)))
        .toList();
  }

  /** Writes what the code does into every row; the diff is the review. */
  private static void update() throws IOException {
    var lines = new ArrayList<>(Files.readAllLines(README));
    for (var row : rows()) {
      var cells = new ArrayList<>(cells(lines.get(row.line)));
      cells.set(row.column, outcome(row));
      lines.set(row.line, "| " + String.join(" | ", cells) + " |");
    }
    Files.write(README, lines);
  }

  /** What becomes of the example: mapped, dropped, refused with its name, or ignored. */
  private static String outcome(Row row) throws IOException {
    var bare = translated(row, "{}");
    Translation with;
    try {
      with = translated(row, "{" + row.example + "}");
    } catch (UnsupportedCallException e) {
      String field = row.example.substring(1, row.example.indexOf('"', 1));
      assertThat(e).hasMessageStartingWith(field).hasMessageContaining("expected");
      return "refused";
    }
    if (!with.dropped().isEmpty()) {
      var given = new ArrayList<String>();
      JsonBody.MAPPER.readTree("{" + row.example + "}").fieldNames().forEachRemaining(given::add);
      if (given.remove("system")) {
        given.add("messages");
      }
      assertThat(with.dropped())
          .as(row.toString())
          .allMatch(name -> given.contains(name.split("\\.")[0]));
      return "dropped";
    }
    return with.request().tree().equals(bare.request().tree()) ? "ignored" : "mapped";
  }

  private static Translation translated(Row row, String fields) throws IOException {
    var body = (ObjectNode) JsonBody.MAPPER.readTree(request(row.client));
    body.setAll((ObjectNode) JsonBody.MAPPER.readTree(fields));
    return Translation.between(
        row.client,
        row.provider,
        JsonBody.of(body),
        new TranslationOptions("shown", "some-model", false, false, 4096, "abc", 7));
  }

  private static String request(Dialect client) {
    return switch (client) {
      case OPENAI_CHAT -> "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
      case ANTHROPIC_MESSAGES ->
          "{\"model\":\"m\",\"max_tokens\":9000,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
      case OPENAI_RESPONSES -> "{\"model\":\"m\",\"input\":\"hi\"}";
      case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
    };
  }
}
