package dev.keyrelay.server.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a client understands of an answer, whatever its dialect and whether streamed or not. */
record Understood(String thought, String words, String tool, String arguments, String stop) {

  static Understood openAi(String body, boolean stream) {
    var sum = new Sum();
    if (!stream) {
      JsonNode choice = json(body).at("/choices/0");
      sum.openAi(choice.path("message"), choice);
    } else {
      events(body, event -> sum.openAi(event.at("/choices/0/delta"), event.at("/choices/0")));
    }
    return sum.all();
  }

  static Understood anthropic(String body, boolean stream) {
    var sum = new Sum();
    if (!stream) {
      JsonNode message = json(body);
      message.path("content").forEach(sum::block);
      sum.stop = message.path("stop_reason").asText();
    } else {
      events(body, sum::event);
    }
    return sum.all();
  }

  private static JsonNode json(String text) {
    try {
      return JsonBody.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void events(String body, java.util.function.Consumer<JsonNode> taker) {
    body.lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> json(line.substring(6)))
        .forEach(taker);
  }

  private static final class Sum {

    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder tool = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    private String stop = "";

    void openAi(JsonNode said, JsonNode choice) {
      thought.append(text(said, "reasoning_content"));
      words.append(text(said, "content"));
      tool.append(text(said.at("/tool_calls/0/function"), "name"));
      arguments.append(text(said.at("/tool_calls/0/function"), "arguments"));
      stop = text(choice, "finish_reason").isEmpty() ? stop : text(choice, "finish_reason");
    }

    void block(JsonNode block) {
      thought.append(text(block, "thinking"));
      words.append(text(block, "text"));
      tool.append(text(block, "name"));
      if (block.path("input").isObject() && !block.path("input").isEmpty()) {
        arguments.append(block.path("input"));
      }
    }

    void event(JsonNode event) {
      block(event.path("content_block"));
      thought.append(text(event.path("delta"), "thinking"));
      words.append(text(event.path("delta"), "text"));
      arguments.append(text(event.path("delta"), "partial_json"));
      String reason = text(event.path("delta"), "stop_reason");
      stop = reason.isEmpty() ? stop : reason;
    }

    private static String text(JsonNode node, String field) {
      return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    Understood all() {
      return new Understood(
          thought.toString(),
          words.toString(),
          tool.toString(),
          arguments.toString().replace(" ", ""),
          stop);
    }
  }
}
