package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a turn in the two forms of OpenAI chat completions.
 *
 * @param request what is answered
 * @param turn what is said
 */
record ChatForm(ReceivedRequest request, ChatTurn turn) {

  /** The object {@code chat.completion}. */
  ObjectNode whole() {
    var root = root("chat.completion");
    var choices = root.putArray("choices");
    for (int index = 0; index < turn.choices(); index++) {
      var choice = choices.addObject().put("index", index);
      var message = choice.putObject("message").put("role", "assistant");
      if (turn.toolCalls().isEmpty()) {
        message.put("content", String.join("", turn.text()));
      } else {
        message.putNull("content").set("tool_calls", turn.toolCalls());
      }
      message.putNull("refusal");
      if (!turn.reasoning().isEmpty()) {
        message.put("reasoning_content", String.join("", turn.reasoning()));
      }
      choice.putNull("logprobs").put("finish_reason", turn.finishReason());
    }
    root.set("usage", turn.usage());
    return root;
  }

  /** The objects {@code chat.completion.chunk} as events, with {@code [DONE]} at the end. */
  List<byte[]> events() {
    var events = new ArrayList<byte[]>();
    boolean withUsage = request.json().path("stream_options").path("include_usage").asBoolean();
    for (int index = 0; index < turn.choices(); index++) {
      var role = JsonBody.MAPPER.createObjectNode().put("role", "assistant").put("content", "");
      events.add(chunk(index, role, false, withUsage));
    }
    for (int index = 0; index < turn.choices(); index++) {
      words(index, withUsage, events);
    }
    if (withUsage) {
      var last = root("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", turn.usage());
      events.add(event(last));
    }
    events.add(Events.DONE.clone());
    return events;
  }

  private void words(int index, boolean withUsage, List<byte[]> events) {
    for (String thought : turn.reasoning()) {
      var delta = JsonBody.MAPPER.createObjectNode().put("reasoning_content", thought);
      events.add(chunk(index, delta, false, withUsage));
    }
    for (String word : turn.text()) {
      var delta = JsonBody.MAPPER.createObjectNode().put("content", word);
      events.add(chunk(index, delta, false, withUsage));
    }
    for (int call = 0; call < turn.toolCalls().size(); call++) {
      toolCall(index, call, withUsage, events);
    }
    events.add(chunk(index, JsonBody.MAPPER.createObjectNode(), true, withUsage));
  }

  /** A call's name comes first; its arguments follow in two pieces. */
  private void toolCall(int index, int call, boolean withUsage, List<byte[]> events) {
    var whole = turn.toolCalls().path(call);
    String arguments = whole.path("function").path("arguments").asText();
    int middle = arguments.length() / 2;
    var first = JsonBody.MAPPER.createObjectNode();
    first
        .putArray("tool_calls")
        .addObject()
        .put("index", call)
        .put("id", whole.path("id").asText())
        .put("type", "function")
        .putObject("function")
        .put("name", whole.path("function").path("name").asText())
        .put("arguments", "");
    events.add(chunk(index, first, false, withUsage));
    for (String piece : List.of(arguments.substring(0, middle), arguments.substring(middle))) {
      var more = JsonBody.MAPPER.createObjectNode();
      more.putArray("tool_calls")
          .addObject()
          .put("index", call)
          .putObject("function")
          .put("arguments", piece);
      events.add(chunk(index, more, false, withUsage));
    }
  }

  private byte[] chunk(int index, ObjectNode delta, boolean last, boolean withUsage) {
    var root = root("chat.completion.chunk");
    var choice = root.putArray("choices").addObject().put("index", index);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", last ? turn.finishReason() : null);
    if (withUsage) {
      root.putNull("usage");
    }
    return event(root);
  }

  private ObjectNode root(String object) {
    return JsonBody.MAPPER
        .createObjectNode()
        .put("id", "chatcmpl-demo-" + request.number())
        .put("object", object)
        .put("created", request.at().getEpochSecond())
        .put("model", request.model());
  }

  private static byte[] event(ObjectNode root) {
    return Events.data(root.toString().getBytes(StandardCharsets.UTF_8));
  }
}
