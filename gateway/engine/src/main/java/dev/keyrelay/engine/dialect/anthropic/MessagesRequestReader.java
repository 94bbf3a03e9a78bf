package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Reasoning.Mode;
import dev.keyrelay.spi.chat.Reasoning.Show;
import dev.keyrelay.spi.chat.Sampling;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a request of messages. */
final class MessagesRequestReader {

  private final Drops drops;
  private final BlockReader blocks;

  MessagesRequestReader(Drops drops) {
    this.drops = drops;
    this.blocks = new BlockReader(drops);
  }

  ChatRequest read(ObjectNode body) {
    var fields = new Fields(body, "");
    fields.ignore("model");
    fields.flag("stream");
    var turns = new ArrayList<Turn>();
    fields.node("system").ifPresent(s -> turns.add(turn(Turn.Role.SYSTEM, s, "system")));
    fields.list("messages").forEach(message -> turns.add(turn(message)));
    var choice = fields.object("tool_choice");
    var config = fields.object("output_config");
    var request =
        new ChatRequest(
            turns,
            AnthropicTools.read(fields.list("tools"), drops),
            choice.map(AnthropicTools::readChoice),
            choice.flatMap(c -> c.flag("disable_parallel_tool_use")).map(disabled -> !disabled),
            sampling(fields),
            reasoning(fields, config),
            output(fields, config),
            Optional.empty(),
            user(fields),
            fields.text("service_tier"),
            new Extensions(Dialect.ANTHROPIC_MESSAGES, fields.rest()));
    fields.dropInside(drops);
    return request;
  }

  private Turn turn(JsonNode node) {
    var message = new Fields(node, "messages");
    String word = message.needText("role");
    var role =
        switch (word) {
          case "user" -> Turn.Role.USER;
          case "assistant" -> Turn.Role.ASSISTANT;
          case "system" -> Turn.Role.SYSTEM;
          default ->
              throw new UnsupportedCallException(
                  "messages.role: \"" + word + "\" (expected: user, assistant or system)");
        };
    var content = message.node("content");
    message.dropRest(drops);
    return content
        .map(c -> turn(role, c, "messages.content"))
        .orElseGet(() -> new Turn(role, List.of(), Optional.empty()));
  }

  private Turn turn(Turn.Role role, JsonNode content, String path) {
    List<Part> parts =
        content.isTextual()
            ? List.of(Part.Text.of(content.textValue()))
            : blocks.read(content, path);
    return new Turn(role, parts, Optional.empty());
  }

  private static Sampling sampling(Fields fields) {
    return new Sampling(
        fields.decimal("temperature"),
        fields.decimal("top_p"),
        fields.decimal("top_k"),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        fields.whole("max_tokens"),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        fields.texts("stop_sequences"));
  }

  private static Optional<Reasoning> reasoning(Fields fields, Optional<Fields> config) {
    var effort = config.flatMap(c -> c.text("effort"));
    var thinking = fields.object("thinking");
    if (thinking.isEmpty()) {
      return effort.map(
          word ->
              new Reasoning(
                  Mode.ADAPTIVE, Optional.of(word), OptionalLong.empty(), Optional.empty()));
    }
    String type = thinking.get().needText("type");
    var mode =
        switch (type) {
          case "enabled" -> Mode.ON;
          case "adaptive" -> Mode.ADAPTIVE;
          case "disabled" -> Mode.OFF;
          default ->
              throw new UnsupportedCallException(
                  "thinking.type: \"" + type + "\" (expected: enabled, adaptive or disabled)");
        };
    var show =
        thinking
            .get()
            .text("display")
            .map(word -> word.equals("omitted") ? Show.OMITTED : Show.AUTO);
    return Optional.of(new Reasoning(mode, effort, thinking.get().whole("budget_tokens"), show));
  }

  private static OutputForm output(Fields fields, Optional<Fields> config) {
    var format = config.flatMap(c -> c.object("format")).or(() -> fields.object("output_format"));
    if (format.isEmpty()) {
      return new OutputForm.FreeText(Optional.empty());
    }
    String type = format.get().needText("type");
    if (!type.equals("json_schema")) {
      throw new UnsupportedCallException(
          format.get().path("type") + ": \"" + type + "\" (expected: json_schema)");
    }
    var schema = format.get().needObject("schema");
    return new OutputForm.Schema("answer", Optional.empty(), schema, Optional.of(true));
  }

  private static Optional<String> user(Fields fields) {
    return fields.object("metadata").flatMap(m -> m.text("user_id"));
  }
}
