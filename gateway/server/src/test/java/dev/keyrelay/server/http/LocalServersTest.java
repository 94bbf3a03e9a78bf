package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tool calls as Ollama, vLLM, LM Studio, llama.cpp and others stream them to nobody's pattern, for
 * clients of the other dialects; none of these servers counts tokens unless asked.
 */
class LocalServersTest {

  private static final String ARGUMENTS = "{\"city\":\"Paris\"}";

  @TempDir static Path folder;
  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder, Map.of("OLLAMA_API_BASE", "UPSTREAM"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /**
   * @param deltas what the chunks hold, separated by semicolons; {@code ARGS} stands for the
   *     arguments as a text, {@code HEAD} and {@code TAIL} for pieces of them
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "whole, and the end says stop | 1 | stop |"
            + " [{'index':0,'id':'a','function':{'name':'f','arguments':ARGS}}]",
        "whole, without index | 2 | tool_calls |"
            + " [{'id':'a','function':{'name':'f','arguments':ARGS}}];"
            + "[{'id':'b','function':{'name':'f','arguments':ARGS}}]",
        "two of the same index | 2 | stop |"
            + " [{'index':0,'id':'a','function':{'name':'f','arguments':ARGS}}];"
            + "[{'index':0,'id':'b','function':{'name':'f','arguments':ARGS}}]",
        "without id | 2 | tool_calls | [{'index':0,'function':{'name':'f','arguments':ARGS}}];"
            + "[{'index':1,'function':{'name':'f','arguments':ARGS}}]",
        "with neither | 1 | stop | [{'function':{'name':'f','arguments':ARGS}}]",
        "an object for arguments | 1 | tool_calls |"
            + " [{'index':0,'id':'a','function':{'name':'f','arguments':{'city':'Paris'}}}]",
        "an empty id in later pieces | 1 | tool_calls |"
            + " [{'index':0,'id':'a','function':{'name':'f','arguments':''}}];"
            + "[{'index':0,'id':'','function':{'arguments':ARGS}}]",
        "id and name in every piece | 1 | tool_calls |"
            + " [{'index':0,'id':'a','function':{'name':'f','arguments':HEAD}}];"
            + "[{'index':0,'id':'a','function':{'name':'f','arguments':TAIL}}]",
        "two in one chunk | 2 | tool_calls |"
            + " [{'index':0,'id':'a','function':{'name':'f','arguments':ARGS}},"
            + "{'index':1,'id':'b','function':{'name':'f','arguments':ARGS}}]",
      })
  void everyToolCallArrives(String form, int calls, String end, String deltas) throws Exception {
    gateway.upstream.on("/v1/chat/completions").answer(Replay.events(events(deltas, end)));

    for (var call : List.of(SmallCall.RESPONSES, SmallCall.MESSAGES, SmallCall.GEMINI)) {
      var heard = heard(call);
      assertThat(heard.arguments()).as(call.path()).hasSize(calls).containsOnly(ARGUMENTS);
      assertThat(heard.ids()).as(call.path()).hasSize(calls).doesNotContain("");
      assertThat(new HashSet<>(heard.ids())).as(call.path()).hasSize(calls);
    }
  }

  private static String[] events(String deltas, String end) {
    var calls =
        Stream.of(deltas.split(";"))
            .map(delta -> delta.replace('\'', '"').replace("ARGS", quoted(ARGUMENTS)))
            .map(delta -> delta.replace("HEAD", quoted(ARGUMENTS.substring(0, 7))))
            .map(delta -> delta.replace("TAIL", quoted(ARGUMENTS.substring(7))))
            .map(
                delta ->
                    chunk(
                        "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":" + delta + "}",
                        "null"));
    return Stream.concat(calls, Stream.of(chunk("{\"content\":\"\"}", "\"" + end + "\""), "[DONE]"))
        .toArray(String[]::new);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }

  private static String chunk(String delta, String end) {
    return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
               + "[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + end
        + "}]}";
  }

  /** The calls of an answer that a client heard to its end. */
  private record Heard(List<String> ids, List<String> arguments) {}

  private static Heard heard(SmallCall call) throws Exception {
    boolean gemini = call == SmallCall.GEMINI;
    String path = call.path().replace(":generate", ":streamGenerate") + (gemini ? "?alt=sse" : "");
    String body = call.body().formatted("ollama/m");
    var answer =
        gateway.post(
            path.formatted("ollama/m"),
            gemini ? body : body.replaceFirst("\\{", "{\"stream\":true,"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var events =
        answer
            .body()
            .lines()
            .filter(l -> l.startsWith("data:"))
            .map(LocalServersTest::json)
            .toList();
    return gemini
        ? ofGemini(events)
        : call == SmallCall.MESSAGES ? ofMessages(events) : ofResponses(events.getLast());
  }

  private static JsonNode json(String line) {
    try {
      return JsonBody.MAPPER.readTree(line.substring("data:".length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Heard ofGemini(List<JsonNode> events) {
    var heard = new Heard(new ArrayList<>(), new ArrayList<>());
    for (var event : events) {
      for (var part : event.at("/candidates/0/content/parts")) {
        if (part.has("functionCall")) {
          heard.ids().add(part.at("/functionCall/id").asText("none " + heard.ids().size()));
          heard.arguments().add(part.at("/functionCall/args").toString());
        }
      }
    }
    return heard;
  }

  private static Heard ofMessages(List<JsonNode> events) {
    var heard = new Heard(new ArrayList<>(), new ArrayList<>());
    for (var event : events) {
      if (event.at("/content_block/type").asText().equals("tool_use")) {
        heard.ids().add(event.at("/content_block/id").asText());
        heard.arguments().add("");
      }
      if (event.at("/delta/type").asText().equals("input_json_delta")) {
        heard
            .arguments()
            .add(heard.arguments().removeLast() + event.at("/delta/partial_json").asText());
      }
    }
    assertThat(events).anyMatch(e -> e.at("/delta/stop_reason").asText().equals("tool_use"));
    assertThat(events.getLast().path("type").asText()).isEqualTo("message_stop");
    return heard;
  }

  private static Heard ofResponses(JsonNode last) {
    var heard = new Heard(new ArrayList<>(), new ArrayList<>());
    for (var item : last.at("/response/output")) {
      if (item.path("type").asText().equals("function_call")) {
        heard.ids().add(item.path("call_id").asText());
        heard.arguments().add(item.path("arguments").asText());
      }
    }
    assertThat(last.path("type").asText()).isEqualTo("response.completed");
    return heard;
  }
}
