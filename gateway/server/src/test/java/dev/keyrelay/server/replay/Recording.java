package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One recorded exchange between a client and a provider.
 *
 * @param kind its wire format: {@code openai-chat}, {@code anthropic-messages}, …
 * @param path the path that was asked for, which names the model in Gemini's API
 * @param streaming whether the answer is a stream
 * @param request the request; missing if none was kept
 * @param status the answer's status; 0 if none was kept
 * @param answer the answer's bytes: JSON or events
 */
record Recording(
    String name,
    String kind,
    String path,
    boolean streaming,
    Set<String> features,
    JsonNode request,
    int status,
    byte[] answer) {

  private static final Pattern CUT = Pattern.compile("[A-Za-z0-9+/]{40}\\.\\.\\.[A-Za-z0-9+/]{40}");

  /**
   * Where recordings are: the property {@code keyrelay.fixtures}, or {@code shared/fixtures} beside
   * the repository; absent if there are none.
   */
  static Optional<Path> folder() {
    String root = System.getProperty("keyrelay.root", "../..");
    String given = System.getProperty("keyrelay.fixtures", root + "/../shared/fixtures");
    return Optional.of(Path.of(given).normalize())
        .filter(folder -> Files.isRegularFile(folder.resolve("INDEX.json")));
  }

  /** The project's own recordings and all of the folder, of the kinds. */
  static List<Recording> of(String... kinds) {
    var wanted = Set.of(kinds);
    var foreign =
        folder().stream()
            .flatMap(
                folder ->
                    json(folder.resolve("INDEX.json"))
                        .valueStream()
                        .map(entry -> folder.resolve(entry.path("file").asText())));
    return Stream.concat(own(), foreign)
        .map(Recording::read)
        .filter(recording -> wanted.contains(recording.kind()))
        .toList();
  }

  /** The kinds of all recordings. */
  static Set<String> kinds() {
    var kinds = new HashSet<String>();
    own().map(Recording::read).forEach(recording -> kinds.add(recording.kind()));
    folder()
        .ifPresent(
            folder ->
                json(folder.resolve("INDEX.json"))
                    .forEach(entry -> kinds.add(entry.path("dialect").asText())));
    return kinds;
  }

  private static Stream<Path> own() {
    try (var files = Files.list(Path.of("src/test/resources/replay"))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recording read(Path file) {
    JsonNode exchange = json(file);
    JsonNode response = exchange.path("response");
    var features = new HashSet<String>();
    exchange.path("features").forEach(feature -> features.add(feature.asText()));
    String answer =
        response.has("sse")
            ? response.path("sse").asText()
            : response.path("body_raw").asText(response.path("body").toString());
    return new Recording(
        file.getFileName().toString().replaceFirst("(\\.sse)?\\.json$", ""),
        kind(exchange),
        exchange.path("path").asText(),
        response.has("sse"),
        features,
        exchange.path("request").path("body"),
        response.path("status").asInt(),
        answer.getBytes(StandardCharsets.UTF_8));
  }

  /** One answer from the address of responses is a chat completion, which no client could read. */
  private static String kind(JsonNode exchange) {
    return exchange.at("/response/body/choices").isArray()
        ? exchange.path("dialect").asText().replace("openai-responses", "openai-chat")
        : exchange.path("dialect").asText();
  }

  private static JsonNode json(Path file) {
    try {
      return JsonBody.MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String feature) {
    return features.contains(feature);
  }

  /** Whether upstream tells an error, by its status or in its stream. */
  boolean fails() {
    return status != 200
        || has("malformed-stream")
        || has("stream-error")
        || has("truncated-stream");
  }

  /** Whether the recorder shortened base64 data, which then is none. */
  boolean cutMedia() {
    return CUT.matcher(new String(answer, StandardCharsets.UTF_8)).find();
  }

  /** The model that was asked for. */
  String model() {
    String inPath = path.replaceFirst(".*/models/([^:?]+).*", "$1");
    return request.path("model").asText(inPath.startsWith("/") ? "recorded-model" : inPath);
  }

  @Override
  public String toString() {
    return name;
  }
}
