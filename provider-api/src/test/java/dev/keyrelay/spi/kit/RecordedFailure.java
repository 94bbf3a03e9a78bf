package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A failure as it went over the wire, and what the provider must make of it. Kept in test resources
 * as {@code failures/<kind>--<case>.http}: note lines {@code # name: value}, a status line,
 * headers, an empty line, the body.
 *
 * <p>Notes that count: {@code stage} (a {@link Stage}; STATUS if absent) and {@code wait} (the
 * delay that must be found, such as {@code PT26S}, or {@code none}). {@code source} tells where the
 * wire format is described.
 *
 * @param name the file's name
 * @param kind the kind that the provider must find
 * @param failure the exchange, at 2026-01-01T00:00:00Z
 * @param delayNote the delay that must be found; absent if the file does not say
 */
public record RecordedFailure(
    String name, FailureKind kind, UpstreamFailure failure, Optional<String> delayNote) {

  /** The moment of every recorded failure. */
  public static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  /** Every recorded failure on the class path of a test. */
  public static List<RecordedFailure> of(Class<?> test) throws IOException {
    var folder = test.getResource("/failures");
    if (folder == null) {
      return List.of();
    }
    try (var files = Files.list(Path.of(folder.toURI()))) {
      var all = files.filter(file -> file.toString().endsWith(".http")).sorted().toList();
      var failures = new java.util.ArrayList<RecordedFailure>();
      for (Path file : all) {
        failures.add(parse(file.getFileName().toString(), Files.readString(file)));
      }
      return failures;
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  static RecordedFailure parse(String name, String text) {
    var kind = FailureKind.valueOf(name.substring(0, name.indexOf("--")).toUpperCase(Locale.ROOT));
    var lines = text.lines().toList();
    Map<String, String> notes = new HashMap<>();
    int at = 0;
    while (lines.get(at).startsWith("#")) {
      String[] note = lines.get(at++).substring(1).split(":", 2);
      notes.put(note[0].strip(), note.length == 2 ? note[1].strip() : "");
    }
    int status = Integer.parseInt(lines.get(at++).split(" ")[1]);
    var headers = Headers.NONE;
    while (at < lines.size() && !lines.get(at).isEmpty()) {
      String[] header = lines.get(at++).split(":", 2);
      headers = headers.with(header[0].strip(), header[1].strip());
    }
    var body = String.join("\n", lines.subList(Math.min(at + 1, lines.size()), lines.size()));
    var failure =
        new UpstreamFailure(
            Stage.valueOf(notes.getOrDefault("stage", "STATUS")),
            status,
            headers,
            body.getBytes(StandardCharsets.UTF_8),
            Optional.empty(),
            AT);
    return new RecordedFailure(name, kind, failure, Optional.ofNullable(notes.get("wait")));
  }

  Optional<Duration> delay() {
    return delayNote.filter(text -> !text.equals("none")).map(Duration::parse);
  }
}
