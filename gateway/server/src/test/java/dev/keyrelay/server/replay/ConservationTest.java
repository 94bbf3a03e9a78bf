package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.Translation;
import dev.keyrelay.engine.dialect.TranslationOptions;
import dev.keyrelay.engine.dialect.UnreadableAnswerException;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.server.replay.Canaries.Leaf;
import dev.keyrelay.server.replay.Source.Kind;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing is lost in silence: every text of the goldens' and the recorded requests, answers and
 * streams gets a word of its own. In every other dialect the word arrives, or what held it is named
 * as dropped, or the request is refused. {@link Silence} lists what else may become of a text.
 */
class ConservationTest {

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

  private record Told(String said, List<String> dropped) {}

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyTextArrivesOrIsNamed(Kind kind) throws IOException {
    var silent = new TreeSet<String>();
    int texts = 0;
    for (var source : Source.sources(kind)) {
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
  @EnumSource(Kind.class)
  void everyNumberMakesADifferenceOrIsNamed(Kind kind) throws IOException {
    var silent = new TreeSet<String>();
    for (var source : Source.goldens(kind)) {
      for (var other : Dialect.values()) {
        if (other != source.dialect()) {
          unheard(source, other, silent);
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  private static void unheard(Source source, Dialect other, Set<String> silent) throws IOException {
    var tree = source.tree();
    var before = told(source, other, tree);
    for (String pointer : before.isPresent() ? numbers(tree, "") : List.<String>of()) {
      String path = pointer.replaceAll("/\\d+(?=/)", "").substring(1).replace('/', '.');
      if (Silence.ofNumber(path)
          || countedAnew(tree, pointer)
          || (source.narrowed() && path.startsWith("tool"))) {
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

  private static Told stream(Source source, Dialect client, JsonNode tree) throws IOException {
    var stream = between(client, source.dialect(), hello()).stream();
    var out = new StringBuilder();
    for (JsonNode event : tree) {
      String data = event.isTextual() ? event.textValue() : event.toString();
      stream
          .accept(SseEvent.of(event.path("type").asText(), data))
          .forEach(told -> out.append(told.text()));
    }
    stream.end().forEach(told -> out.append(told.text()));
    return new Told(out.toString(), stream.dropped());
  }

  /** Whether a later event of a stream has the same count, which takes the place of this one. */
  private static boolean countedAnew(JsonNode tree, String pointer) {
    if (!tree.isArray() || !pointer.contains("/usage")) {
      return false;
    }
    int inside = pointer.indexOf('/', 1);
    int event = Integer.parseInt(pointer.substring(1, inside));
    return IntStream.range(event + 1, tree.size())
        .anyMatch(later -> !tree.get(later).at(pointer.substring(inside)).isMissingNode());
  }

  /** What is told; absent if it is refused. */
  private static Optional<Told> told(Source source, Dialect other, JsonNode tree)
      throws IOException {
    try {
      return Optional.of(
          switch (source.kind()) {
            case REQUEST -> request(source, other, tree);
            case ANSWER -> answer(source, other, tree);
            case STREAM -> stream(source, other, tree);
          });
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

  /** Adds the texts that are lost in silence; how many were looked for. */
  private static int lost(Source source, Dialect other, Set<String> silent) throws IOException {
    var canaries =
        new Canaries(
            path ->
                Silence.of(source.kind(), source.dialect(), path)
                    || (source.narrowed() && path.startsWith("tool")));
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
    var inspector = Dialects.inspector(source.dialect());
    var kinds = new HashMap<String, String>();
    var out = new StringBuilder();
    for (var event : source.events()) {
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
      var planted = SseEvent.of(event.name(), data);
      inspector.inspect(planted);
      stream.accept(planted).forEach(told -> out.append(told.text()));
    }
    stream.end().forEach(told -> out.append(told.text()));
    inspector.error().ifPresent(error -> out.append(new String(error, StandardCharsets.UTF_8)));
    return new Told(out.toString(), stream.dropped());
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
            + "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],"
            + "\"stream_options\":{\"include_usage\":true}}");
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
