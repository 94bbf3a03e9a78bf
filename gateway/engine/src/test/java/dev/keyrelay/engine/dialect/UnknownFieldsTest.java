package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A field that nobody knows, wherever it stands in a request, is named and not lost in silence. */
final class UnknownFieldsTest {

  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final String UNKNOWN = "unheardof";

  /** Objects that are carried as they are, or that hold the user's own names. */
  private static final Set<String> OPEN =
      Set.of(
          "cache_control",
          "metadata",
          "input_schema",
          "parameters",
          "schema",
          "parametersJsonSchema",
          "responseJsonSchema",
          "responseSchema",
          "logit_bias",
          "args",
          "input",
          "response",
          "arguments",
          "action",
          "labels",
          "client_metadata",
          "safetySettings",
          "reasoning_details",
          "annotations",
          "citations",
          "filters");

  /** Pieces that one dialect has, which are told in words or named as a whole. */
  private static final Set<String> WHOLE =
      Set.of(
          "server_tool_use",
          "web_search_tool_result",
          "search_result",
          "redacted_thinking",
          "web_search_call",
          "web_search");

  private record Place(Dialect client, String path, ObjectNode request) {}

  private static List<Place> places() throws IOException {
    var places = new ArrayList<Place>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(f -> f.endsWith("request.json")).sorted().toList()) {
        var client =
            Dialect.valueOf(ROOT.relativize(file).getName(0).toString().toUpperCase(Locale.ROOT));
        var request = (ObjectNode) JsonBody.MAPPER.readTree(file.toFile());
        for (String pointer : objects(request, "")) {
          ObjectNode copy = request.deepCopy();
          ((ObjectNode) copy.at(pointer)).put(UNKNOWN, 1);
          String name = file.getParent().getFileName() + pointer;
          places.add(new Place(client, name, copy));
        }
      }
    }
    return places;
  }

  private static List<String> objects(JsonNode node, String pointer) {
    var found = new ArrayList<String>();
    boolean whole =
        WHOLE.contains(node.path("type").asText())
            || node.has("executableCode")
            || node.has("codeExecutionResult");
    if (whole) {
      return List.of();
    }
    if (node.isObject()) {
      found.add(pointer);
      node.properties().stream()
          .filter(
              f -> !OPEN.contains(f.getKey()) || (f.getKey().equals("input") && pointer.isEmpty()))
          .forEach(f -> found.addAll(objects(f.getValue(), pointer + "/" + f.getKey())));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      found.addAll(objects(node.get(i), pointer + "/" + i));
    }
    return found;
  }

  @Test
  void anUnknownFieldIsNamedWhereverItStands() throws IOException {
    var silent = new TreeSet<String>();
    var places = places();
    assertThat(places).hasSizeGreaterThan(200);
    for (var place : places) {
      for (var provider : Dialect.values()) {
        if (provider != place.client() && lost(place, provider)) {
          silent.add(place.client() + " " + place.path());
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  private static boolean lost(Place place, Dialect provider) {
    try {
      var translated =
          Translation.between(
              place.client(),
              provider,
              JsonBody.of(place.request().deepCopy()),
              new TranslationOptions("shown", "some-model", false, false, 4096, "abc", 7));
      boolean named = translated.dropped().stream().anyMatch(name -> name.endsWith(UNKNOWN));
      return !named && !translated.request().tree().toString().contains(UNKNOWN);
    } catch (UnsupportedCallException refused) {
      return false;
    }
  }
}
