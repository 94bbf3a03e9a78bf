package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case under {@code golden/<dialect>} becomes what the files beside it say, in every other
 * dialect that has a codec: a request of a client, an answer, a stream or errors of a provider.
 * With {@code -Dgolden.update} the files are rewritten, and their diff is the review.
 */
final class GoldenTest {

  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final boolean UPDATE = System.getProperty("golden.update") != null;

  @TestFactory
  List<DynamicTest> everyCaseBecomesWhatTheFileBesideItSays() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.matches("(request|answer|error)\\.json|stream\\.sse")) {
          others(dialectOf(file)).forEach(other -> tests.add(test(file, other)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(400);
    return tests;
  }

  private static Dialect dialectOf(Path file) {
    return Dialect.valueOf(ROOT.relativize(file).getName(0).toString().toUpperCase(Locale.ROOT));
  }

  private static Stream<Dialect> others(Dialect own) {
    return Stream.of(Dialect.values())
        .filter(other -> other != own && Dialects.codec(other).isPresent());
  }

  private static DynamicTest test(Path file, Dialect other) {
    String[] name = file.getFileName().toString().split("\\.");
    Path expected =
        file.resolveSibling(name[0] + "." + other.name().toLowerCase(Locale.ROOT) + "." + name[1]);
    return DynamicTest.dynamicTest(
        ROOT.relativize(expected).toString(),
        () -> {
          String actual = translated(file, name[0], other);
          if (UPDATE) {
            Files.writeString(expected, actual);
          }
          assertThat(expected).as("run with -Dgolden.update to write it").exists();
          assertThat(actual).isEqualTo(Files.readString(expected));
        });
  }

  private static String translated(Path file, String kind, Dialect other) throws IOException {
    Dialect own = dialectOf(file);
    return switch (kind) {
      case "request" -> request(own, other, Files.readAllBytes(file));
      case "answer" -> {
        var reply = between(other, own, hello(other)).reply(Files.readAllBytes(file));
        yield shown(reply.dropped(), JsonBody.MAPPER.readTree(reply.body()));
      }
      case "error" -> pretty(errors(other, JsonBody.MAPPER.readTree(file.toFile())));
      default -> stream(between(other, own, hello(other)).stream(), Files.readString(file));
    };
  }

  private static String request(Dialect client, Dialect provider, byte[] body) throws IOException {
    try {
      var translation = between(client, provider, body);
      return shown(translation.dropped(), translation.request().tree());
    } catch (UnsupportedCallException e) {
      return pretty(JsonBody.MAPPER.createObjectNode().put("refused", e.getMessage()));
    }
  }

  private static JsonNode errors(Dialect client, JsonNode answers) {
    var told = JsonBody.MAPPER.createArrayNode();
    for (var answer : answers) {
      var headers = Headers.of();
      for (var header : answer.get("headers").properties()) {
        headers = headers.with(header.getKey(), header.getValue().asText());
      }
      var failure =
          new UpstreamFailure(
              UpstreamFailure.Stage.STATUS,
              answer.get("status").asInt(),
              headers,
              answer.get("body").toString().getBytes(StandardCharsets.UTF_8),
              Optional.empty(),
              Instant.EPOCH);
      var error = ClientError.of(StandardFailures.explain(failure));
      told.addObject()
          .put("status", error.status())
          .set("body", Dialects.errors(client).body(error));
    }
    return told;
  }

  private static Translation between(Dialect client, Dialect provider, byte[] body) {
    String model =
        switch (provider) {
          case OPENAI_CHAT, OPENAI_RESPONSES -> "gpt-5";
          case ANTHROPIC_MESSAGES -> "claude-sonnet-4-5";
          case GEMINI -> "gemini-3-pro";
        };
    try {
      return Translation.between(
          client,
          provider,
          JsonBody.parse(body),
          new TranslationOptions("shown/model", model, true, false, 4096, "abc", 1_700_000_000));
    } catch (JsonBody.InvalidJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] hello(Dialect client) {
    String json =
        switch (client) {
          case OPENAI_CHAT ->
              "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],"
                  + "\"stream_options\":{\"include_usage\":true}}";
          case ANTHROPIC_MESSAGES ->
              "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
          case OPENAI_RESPONSES -> "{\"input\":\"hello\"}";
          case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}";
        };
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String shown(List<String> dropped, JsonNode body) throws IOException {
    ObjectNode node = JsonBody.MAPPER.createObjectNode();
    dropped.forEach(node.putArray("dropped")::add);
    node.set("body", body);
    return pretty(node);
  }

  private static String pretty(JsonNode node) throws IOException {
    return JsonBody.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
  }

  private static String stream(StreamTranslation stream, String sse) {
    var out = new ArrayList<SseEvent>();
    for (String block : sse.strip().split("\n\n")) {
      String name = "";
      String data = "";
      for (String line : block.split("\n")) {
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else {
          data = line.substring("data: ".length());
        }
      }
      out.addAll(stream.accept(SseEvent.of(name, data)));
    }
    out.addAll(stream.end());
    if (!stream.complete()) {
      out.addAll(stream.fail(ClientError.of(502, "upstream failed in mid-stream")));
    }
    var text = new StringBuilder();
    for (var event : out) {
      text.append(event.name().isEmpty() ? "" : "event: " + event.name() + "\n");
      text.append("data: ").append(event.text()).append("\n\n");
    }
    return text.toString();
  }
}
