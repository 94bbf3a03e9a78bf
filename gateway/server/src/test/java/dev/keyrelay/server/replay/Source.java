package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A request, an answer or a stream that is translated into other dialects. */
record Source(String name, Dialect dialect, Kind kind, String text) {

  private static final Path GOLDEN = Path.of("../engine/src/test/resources/golden");

  /** What is translated, and which way. */
  enum Kind {
    REQUEST,
    ANSWER,
    STREAM
  }

  /** Those of the goldens and of the recordings. */
  static List<Source> sources(Kind kind) throws IOException {
    var sources = goldens(kind);
    for (var side : Side.values()) {
      Recording.of(side.recorded).stream()
          .filter(recording -> holds(recording, side.dialect, kind))
          .map(recording -> source(recording, side.dialect, kind))
          .forEach(sources::add);
    }
    return sources;
  }

  /** Those of the goldens. */
  static List<Source> goldens(Kind kind) throws IOException {
    var sources = new ArrayList<Source>();
    String file =
        kind == Kind.STREAM ? "stream.sse" : kind.name().toLowerCase(Locale.ROOT) + ".json";
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      for (Path path : files.filter(each -> each.endsWith(file)).sorted().toList()) {
        var place = GOLDEN.relativize(path);
        var dialect = Dialect.valueOf(place.getName(0).toString().toUpperCase(Locale.ROOT));
        sources.add(new Source(place.toString(), dialect, kind, Files.readString(path)));
      }
    }
    return sources;
  }

  private static boolean holds(Recording recording, Dialect dialect, Kind kind) {
    boolean whole = !recording.fails() && !recording.cutMedia();
    return switch (kind) {
      case REQUEST -> recording.request().isObject();
      case ANSWER ->
          whole
              && !recording.streaming()
              && Dialects.facts(dialect, recording.answer()).kind() == AnswerFacts.Kind.ANSWER;
      case STREAM -> whole && recording.streaming();
    };
  }

  private static Source source(Recording recording, Dialect dialect, Kind kind) {
    String text =
        kind == Kind.REQUEST
            ? recording.request().toString()
            : new String(recording.answer(), StandardCharsets.UTF_8);
    return new Source(recording.kind() + "/" + recording, dialect, kind, text);
  }

  /** Whether the model may call some tools alone, of which other services are shown no more. */
  boolean narrowed() {
    return text.contains("allowed_tools") || text.contains("allowedFunctionNames");
  }

  /** The events of a stream. */
  List<SseEvent> events() {
    var events = new ArrayList<SseEvent>();
    for (String block : text.replace("\r\n", "\n").split("\n\n")) {
      String name = "";
      String data = "";
      for (String line : block.split("\n")) {
        name = line.startsWith("event:") ? line.substring("event:".length()).strip() : name;
        data = line.startsWith("data:") ? line.substring("data:".length()).strip() : data;
      }
      if (!data.isEmpty()) {
        events.add(SseEvent.of(name, data));
      }
    }
    return events;
  }

  /** The body, or an array of what the events hold. */
  JsonNode tree() throws IOException {
    if (kind != Kind.STREAM) {
      return JsonBody.MAPPER.readTree(text);
    }
    var tree = JsonBody.MAPPER.createArrayNode();
    for (var event : events()) {
      String data = event.text();
      tree.add(data.startsWith("{") ? JsonBody.MAPPER.readTree(data) : TextNode.valueOf(data));
    }
    return tree;
  }
}
