package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.providers.demo.ReceivedRequest;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sends every recorded request to a provider of every dialect: the provider gets a valid request
 * that says the same, or the client a 400 that names the field.
 */
class RecordedRequestTest {

  private static ReplayGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new ReplayGateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedRequestReachesAProviderOfEveryDialect() {
    return Recording.of(Arrays.stream(Side.values()).map(s -> s.recorded).toArray(String[]::new))
        .stream()
        .filter(recording -> recording.request().isObject())
        .map(recording -> DynamicTest.dynamicTest(recording.toString(), () -> send(recording)));
  }

  private static void send(Recording recording) throws IOException {
    var wrong = new ArrayList<String>();
    for (var provider : Side.values()) {
      send(recording, provider).forEach(what -> wrong.add(provider + " provider: " + what));
    }
    assertThat(wrong).as(recording.kind() + "/" + recording).isEmpty();
  }

  private static List<String> send(Recording recording, Side provider) throws IOException {
    var client = Side.of(recording);
    String model = provider.serves(recording, client) + "/" + recording.model();
    ObjectNode body = recording.request().deepCopy();
    boolean stream = body.path("stream").asBoolean() || recording.path().contains(":stream");
    if (client != Side.GEMINI) {
      body.put("model", model);
    }
    gateway.forgive();
    gateway.upstream().forgetRequests();
    gateway.answers(own(provider, stream), 1 << 20);
    var arrived = Arrived.of(gateway.post(client.path(model, stream), body.toString()));
    var received = gateway.upstream().requests();
    if (arrived.status() == 200 && received.size() == 1) {
      return client == provider
          ? untouched(body, received.getFirst())
          : translated(recording, provider, received.getFirst(), arrived);
    }
    return refused(client, provider, arrived, received);
  }

  static Recording own(Side provider, boolean stream) {
    String name =
        switch (provider) {
          case CHAT -> "chat";
          case RESPONSES -> "responses";
          case ANTHROPIC -> "messages";
          case GEMINI -> "generate";
        };
    String file = name + (stream ? "-stream.json" : "-call.json");
    return Recording.read(Path.of("src/test/resources/replay", file));
  }

  private static List<String> refused(
      Side client, Side provider, Arrived arrived, List<ReceivedRequest> received) {
    boolean named =
        arrived.text().matches("(?s).*\"(message\":\\s*\"[\\w.]+[:\\[]|param\":\\s*\"\\w).*");
    boolean right = arrived.status() == 400 && named && received.isEmpty() && client != provider;
    return right ? List.of() : List.of(arrived.status() + " " + brief(arrived.text()));
  }

  private static List<String> untouched(ObjectNode sent, ReceivedRequest received) {
    ObjectNode got = received.json().deepCopy();
    var expected = sent.deepCopy();
    for (var tree : List.of(got, expected)) {
      tree.remove(List.of("model", "stream_options"));
    }
    return got.equals(expected) ? List.of() : List.of("changed to " + brief(got.toString()));
  }

  private static List<String> translated(
      Recording recording, Side provider, ReceivedRequest received, Arrived arrived) {
    var wrong = new ArrayList<String>();
    try {
      Bodies.check(provider, received.body());
    } catch (IOException | RuntimeException e) {
      wrong.add("no valid request: " + e + " of " + brief(received.text()));
    }
    if (arrived.dropped().isEmpty()) {
      String got = Said.dense(String.join(" ", words(received.json(), true)));
      for (String word : words(recording.request(), false)) {
        String wanted = Said.dense(word);
        if (wanted.length() > 7 && !got.contains(wanted)) {
          wrong.add("lost in silence: " + brief(word));
        }
      }
    }
    return wrong;
  }

  /** What a request says in words, or all of its texts; arguments are taken apart. */
  private static List<String> words(JsonNode node, boolean all) {
    var words = new ArrayList<String>();
    collect(node, all ? "*" : "", words);
    return words;
  }

  private static void collect(JsonNode node, String name, List<String> words) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> collect(field.getValue(), name.equals("*") ? name : field.getKey(), words));
    } else if (node.isArray()) {
      node.forEach(element -> collect(element, name, words));
    } else if (node.isTextual()) {
      JsonNode inner = parsed(node.textValue());
      if (inner.isContainerNode()) {
        collect(inner, name, words);
      } else if (name.equals("*") || Bodies.SAYS.contains(name)) {
        words.add(node.textValue());
      }
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return text.startsWith("{") ? JsonBody.MAPPER.readTree(text) : JsonBody.MAPPER.nullNode();
    } catch (IOException notJson) {
      return JsonBody.MAPPER.nullNode();
    }
  }

  private static String brief(String text) {
    return text.substring(0, Math.min(500, text.length()));
  }
}
