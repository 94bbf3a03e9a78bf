package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.Translation;
import dev.keyrelay.engine.dialect.TranslationOptions;
import dev.keyrelay.engine.dialect.UnreadableAnswerException;
import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.server.replay.Canaries.Leaf;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing is lost in silence: every text of the goldens' and the recorded requests, answers and
 * streams gets a word of its own. In every other dialect the word arrives, or what held it is named
 * as dropped, or the request is refused. {@link Silence} lists what else may become of a text.
 */
class ConservationTest {

  private static final Path GOLDEN = Path.of("../engine/src/test/resources/golden");

  /** What a carried value looks like where Google's SDKs hold bytes. */
  private static final Pattern CARRIED = Pattern.compile("a2V5cmVsYXku[A-Za-z0-9+/=]*");

  /** What drops call a piece by the words of the chat model, and where the dialects keep it. */
  private static final Map<String, Set<String>> MEANT =
      Map.of(
          "media", Set.of("inlineData", "images", "result"),
          "citations", Set.of("annotations"),
          "choices", Set.of("candidates"),
          "logprobs", Set.of("logprobsResult", "top_logprobs"),
          "responseLogprobs", Set.of("logprobs"),
          "maxOutputTokens", Set.of("max_output_tokens"),
          "cited_text", Set.of("retrievedContext"),
          "thinking",
              Set.of("reasoning", "redacted_thinking", "reasoning_content", "reasoning_details"),
          "thoughtSignature", Set.of("thought"),
          "signature", Set.of("thought_signature", "data"));

  /** What is translated, and which way. */
  enum Kind {
    REQUEST,
    ANSWER,
    STREAM
  }

  private record Source(String name, Dialect dialect, Kind kind, String text) {}

  private record Told(String said, List<String> dropped) {}

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyTextArrivesOrIsNamed(Kind kind) throws IOException {
    var silent = new TreeSet<String>();
    int texts = 0;
    for (var source : sources(kind)) {
      for (var other : Dialect.values()) {
        if (other != source.dialect()) {
          texts += lost(source, other, silent);
        }
      }
    }
    assertThat(silent).isEmpty();
    assertThat(texts).isGreaterThan(200);
  }

  /** Numbers and flags cannot bear a word: each in turn is another one, which makes a change. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"REQUEST", "ANSWER"})
  void everyNumberMakesADifferenceOrIsNamed(Kind kind) throws IOException {
    var silent = new TreeSet<String>();
    for (var source : goldens(kind)) {
      for (var other : Dialect.values()) {
        if (other != source.dialect()) {
          unheard(source, other, silent);
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  private static void unheard(Source source, Dialect other, Set<String> silent) throws IOException {
    var tree = JsonBody.MAPPER.readTree(source.text());
    var before = told(source, other, tree);
    for (String pointer : before.isPresent() ? numbers(tree, "") : List.<String>of()) {
      String path = pointer.substring(1).replaceAll("/\\d+(?=/)", "").replace('/', '.');
      if (Silence.ofNumber(path) || (narrowed(source) && path.startsWith("tool"))) {
        continue;
      }
      var after = told(source, other, changed(tree, pointer));
      boolean heard =
          !after.equals(before) || named(new Leaf(path, Set.of(), ""), after.get().dropped());
      if (!heard) {
        silent.add(source.dialect() + " to " + other + ": " + path + " of " + source.name());
      }
    }
  }

  /** What is told; absent if it is refused. */
  private static Optional<Told> told(Source source, Dialect other, JsonNode tree)
      throws IOException {
    try {
      return Optional.of(
          source.kind() == Kind.REQUEST
              ? request(source, other, tree)
              : answer(source, other, tree));
    } catch (UnsupportedCallException | UnreadableAnswerException refused) {
      return Optional.empty();
    }
  }

  private static List<String> numbers(JsonNode node, String pointer) {
    var found = new ArrayList<String>();
    for (var field : node.properties()) {
      JsonNode value = field.getValue();
      String inside = pointer + "/" + field.getKey();
      if (value.isNumber() || value.isBoolean()) {
        found.add(inside);
      } else {
        found.addAll(numbers(value, inside));
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      found.addAll(numbers(node.get(i), pointer + "/" + i));
    }
    return found;
  }

  private static JsonNode changed(JsonNode tree, String pointer) {
    var copy = tree.deepCopy();
    int slash = pointer.lastIndexOf('/');
    var object = (ObjectNode) copy.at(pointer.substring(0, slash));
    String name = pointer.substring(slash + 1);
    JsonNode value = object.get(name);
    if (value.isBoolean()) {
      object.put(name, !value.booleanValue());
    } else if (value.isIntegralNumber()) {
      object.put(name, value.longValue() + 1);
    } else {
      object.put(name, value.doubleValue() * 0.9);
    }
    return copy;
  }

  private static List<Source> sources(Kind kind) throws IOException {
    var sources = goldens(kind);
    for (var side : Side.values()) {
      Recording.of(side.recorded).stream()
          .filter(recording -> holds(recording, side.dialect, kind))
          .map(recording -> source(recording, side.dialect, kind))
          .forEach(sources::add);
    }
    return sources;
  }

  private static List<Source> goldens(Kind kind) throws IOException {
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

  /** Adds the texts that are lost in silence; how many were looked for. */
  private static int lost(Source source, Dialect other, Set<String> silent) throws IOException {
    var canaries =
        new Canaries(
            path ->
                Silence.of(source.kind(), source.dialect(), path)
                    || (narrowed(source) && path.startsWith("tool")));
    Told told;
    try {
      told =
          switch (source.kind()) {
            case REQUEST -> request(source, other, planted(source, canaries));
            case ANSWER -> answer(source, other, planted(source, canaries));
            case STREAM -> stream(source, other, canaries);
          };
    } catch (UnsupportedCallException | UnreadableAnswerException refused) {
      return 0;
    }
    String said = told.said() + carried(told.said());
    canaries.leaves().stream()
        .filter(leaf -> !said.contains(leaf.word()) && !named(leaf, told.dropped()))
        .map(
            leaf ->
                source.dialect()
                    + " to "
                    + other
                    + ": "
                    + leaf.path()
                    + " of "
                    + source.name()
                    + ", dropped "
                    + told.dropped())
        .forEach(silent::add);
    return canaries.leaves().size();
  }

  /** Whether the model may call some tools alone, of which other services are shown no more. */
  private static boolean narrowed(Source source) {
    return source.text().contains("allowed_tools")
        || source.text().contains("allowedFunctionNames");
  }

  private static Told request(Source source, Dialect provider, JsonNode tree) {
    var translation = between(source.dialect(), provider, tree);
    return new Told(translation.request().tree().toString(), translation.dropped());
  }

  private static Told answer(Source source, Dialect client, JsonNode tree) throws IOException {
    byte[] json = JsonBody.MAPPER.writeValueAsBytes(tree);
    var reply = between(client, source.dialect(), hello()).reply(json);
    return new Told(new String(reply.body(), StandardCharsets.UTF_8), reply.dropped());
  }

  private static JsonNode planted(Source source, Canaries canaries) throws IOException {
    var tree = JsonBody.MAPPER.readTree(source.text());
    canaries.plant(tree, Set.of());
    return tree;
  }

  private static Told stream(Source source, Dialect client, Canaries canaries) throws IOException {
    var stream = between(client, source.dialect(), hello()).stream();
    var kinds = new HashMap<String, String>();
    var out = new StringBuilder();
    for (var event : events(source.text())) {
      if (stream.complete()) {
        break;
      }
      String data = event.text();
      if (data.startsWith("{")) {
        var tree = JsonBody.MAPPER.readTree(data);
        var around = kinds(tree, kinds);
        if (!Silence.of(tree)) {
          canaries.plant(tree, around);
          data = tree.toString();
        }
      }
      stream.accept(SseEvent.of(event.name(), data)).forEach(told -> out.append(told.text()));
    }
    stream.end().forEach(told -> out.append(told.text()));
    stream.error().ifPresent(error -> out.append(new String(error, StandardCharsets.UTF_8)));
    return new Told(out.toString(), stream.dropped());
  }

  private static List<SseEvent> events(String sse) {
    var events = new ArrayList<SseEvent>();
    for (String block : sse.replace("\r\n", "\n").split("\n\n")) {
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

  /** What the piece is that an event belongs to, which its beginning told. */
  private static Set<String> kinds(JsonNode event, Map<String, String> kinds) {
    String index = event.path("index").asText("") + event.path("output_index").asText("");
    String begun = event.at("/content_block/type").asText(event.at("/item/type").asText(""));
    if (!begun.isEmpty()) {
      kinds.put(index, begun);
    }
    return Set.of(kinds.getOrDefault(index, ""));
  }

  private static Translation between(Dialect client, Dialect provider, JsonNode body) {
    String model =
        switch (provider) {
          case OPENAI_CHAT, OPENAI_RESPONSES -> "gpt-5.1";
          case ANTHROPIC_MESSAGES -> "claude-opus-4-6";
          case GEMINI -> "gemini-3-pro";
        };
    return Translation.between(
        client,
        provider,
        JsonBody.of((ObjectNode) body),
        new TranslationOptions("shown", model, true, false, 4096, "abc", 1_700_000_000));
  }

  private static JsonNode hello() throws IOException {
    return JsonBody.MAPPER.readTree(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":9,\"input\":\"hi\","
            + "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}");
  }

  /** What is said in carried values. */
  private static String carried(String said) {
    return CARRIED
        .matcher(said)
        .results()
        .map(found -> new String(Base64.getDecoder().decode(found.group()), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }

  /** Whether a drop names the field, an object around it, or the piece that it is in. */
  private static boolean named(Leaf leaf, List<String> dropped) {
    var around = new TreeSet<>(Arrays.asList(leaf.path().split("\\.")));
    around.addAll(leaf.kinds());
    return dropped.stream()
        .map(drop -> drop.substring(drop.lastIndexOf('.') + 1))
        .anyMatch(
            drop ->
                around.contains(drop)
                    || MEANT.getOrDefault(drop, Set.of()).stream().anyMatch(around::contains));
  }
}
