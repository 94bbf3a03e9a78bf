package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers OpenAI's older text completions, as a stream if the request asks for one.
 *
 * @param pace how fast
 */
public record CompletionScript(Pace pace) implements Script {

  @Override
  public void play(ReceivedRequest request, Answer answer) throws IOException {
    answer.pause(pace.beforeFirstByte());
    JsonNode prompt = request.json().path("prompt");
    if (prompt.isMissingNode()) {
      answer.sendJson(
          400, ErrorShape.OPENAI.body(400, "prompt: missing (expected: a text or a list)"));
      return;
    }
    String asked = prompt.isTextual() ? prompt.asText() : prompt.path(0).asText("");
    List<String> words =
        Words.of(" This is KeyRelay's demo provider; no model was asked. You said: " + asked);
    int limit = Math.max(1, request.json().path("max_tokens").asInt(Integer.MAX_VALUE));
    boolean cut = words.size() > limit;
    List<String> said = cut ? words.subList(0, limit) : words;
    String reason = cut ? "length" : "stop";
    ObjectNode usage = usage(Words.count(asked), said.size());
    if (request.stream()) {
      var events = events(request, said, reason, usage);
      new StreamedAnswer(pace, Optional.empty()).play(events, answer);
    } else {
      var whole = chunk(request, String.join("", said), reason);
      whole.set("usage", usage);
      answer.sendJson(200, whole.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<byte[]> events(
      ReceivedRequest request, List<String> words, String reason, ObjectNode usage) {
    var events = new ArrayList<byte[]>();
    for (String word : words) {
      events.add(event(chunk(request, word, null)));
    }
    var last = chunk(request, "", reason);
    if (request.json().path("stream_options").path("include_usage").asBoolean()) {
      last.set("usage", usage);
    }
    events.add(event(last));
    events.add(Events.DONE.clone());
    return events;
  }

  private static ObjectNode chunk(ReceivedRequest request, String text, @Nullable String reason) {
    var root =
        JsonBody.MAPPER
            .createObjectNode()
            .put("id", "cmpl-demo-" + request.number())
            .put("object", "text_completion")
            .put("created", request.at().getEpochSecond())
            .put("model", request.model());
    root.putArray("choices")
        .addObject()
        .put("text", text)
        .put("index", 0)
        .putNull("logprobs")
        .put("finish_reason", reason);
    return root;
  }

  private static ObjectNode usage(int prompt, int completion) {
    return JsonBody.MAPPER
        .createObjectNode()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
  }

  private static byte[] event(ObjectNode root) {
    return Events.data(root.toString().getBytes(StandardCharsets.UTF_8));
  }
}
