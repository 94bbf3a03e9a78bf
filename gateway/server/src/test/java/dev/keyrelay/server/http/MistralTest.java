package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistral refuses what no other service does; clients of all dialects get on with it. */
class MistralTest {

  private static final String MODEL = "mistral/mistral-medium-latest";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new TestGateway(
            folder, Map.of("MISTRAL_API_BASE", "UPSTREAM/v1", "MISTRAL_API_KEY", "m-key-0001"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "/v1/chat/completions | {'model':'%1$s','messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':null,'tool_calls':[{'id':'call_0fypS1hVX',"
            + "'type':'function','function':{'name':'f','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'call_0fypS1hVX','content':'1'},"
            + "{'role':'user','content':'and?'}]}",
        "/v1/messages | {'model':'%1$s','max_tokens':9,'messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'toolu_01','name':'f',"
            + "'input':{}}]},{'role':'user','content':[{'type':'tool_result',"
            + "'tool_use_id':'toolu_01','content':'1'},{'type':'text','text':'and?'}]}]}",
        "/v1/responses | {'model':'%1$s','input':[{'role':'user','content':'hi'},"
            + "{'type':'function_call','call_id':'call_1','name':'f','arguments':'{}'},"
            + "{'type':'function_call_output','call_id':'call_1','output':'1'},"
            + "{'role':'user','content':'and?'}]}",
        // A stream's last part says nothing, and comes back in the history.
        "/v1beta/models/%1$s:generateContent |"
            + " {'contents':[{'role':'user','parts':[{'text':'hi'}]},"
            + "{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}},{'text':''}]},"
            + "{'role':'user','parts':[{'functionResponse':{'name':'f','response':{'r':1}}}]},"
            + "{'role':'user','parts':[{'text':'and?'}]}]}",
      })
  void aConversationWithToolsIsOneThatMistralTakes(String path, String body) throws Exception {
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, answer("\"so\"")));

    var answer = gateway.post(path.formatted(MODEL), body.replace('\'', '"').formatted(MODEL));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var messages = gateway.upstream.requests().getLast().json().path("messages");
    assertThat(roles(messages)).containsExactly("user", "assistant", "tool", "assistant", "user");
    String id = messages.at("/1/tool_calls/0/id").asText();
    assertThat(id).matches("[A-Za-z0-9]{9}");
    assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo(id);
  }

  private static List<String> roles(JsonNode messages) {
    return StreamSupport.stream(messages.spliterator(), false)
        .map(message -> message.path("role").asText())
        .toList();
  }

  @Test
  void answersInPlainWordsGoOnByteForByte() throws Exception {
    String plain = answer("\"caf\\u00e9 \\\"content\\\": [\"");
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, plain));

    assertThat(ask(false)).isEqualTo(plain);

    String first =
        "{\"id\": \"c\",  \"choices\": [{\"index\": 0, \"delta\": {\"content\": \"a\"}}]}";
    String last = "{\"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"stop\"}]}";
    gateway.upstream.on("/chat/completions").answer(Replay.events(first, last, "[DONE]"));

    assertThat(ask(true)).contains("data: " + first + "\n\n", "data: " + last + "\n\n");
  }

  @Test
  void partsOfAnAnswerBecomeATextAndThoughts() throws Exception {
    String thought = "{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"why\"}]}";
    String parts = "[" + thought + ",{\"type\":\"text\",\"text\":\"so\"}]";
    gateway.upstream.on("/chat/completions").answer(Replay.json(200, answer(parts)));

    var message = json(gateway.post(SmallCall.CHAT.path(), SmallCall.CHAT.body().formatted(MODEL)));

    assertThat(message.at("/choices/0/message/content").asText()).isEqualTo("so");
    assertThat(message.at("/choices/0/message/reasoning_content").asText()).isEqualTo("why");
  }

  private String ask(boolean stream) throws Exception {
    String fields = "{\"stream\":" + stream + ",";
    return gateway
        .post(
            SmallCall.CHAT.path(),
            SmallCall.CHAT.body().formatted(MODEL).replaceFirst("\\{", fields))
        .body();
  }

  private static String answer(String content) {
    return "{\"id\": \"c\",  \"object\":\"chat.completion\", \"created\": 1,"
        + " \"model\":\"m\",\"choices\":[{\"index\":0,"
        + " \"message\":{\"role\":\"assistant\",\"content\": "
        + content
        + "},\"finish_reason\":\"stop\"}]}";
  }
}
