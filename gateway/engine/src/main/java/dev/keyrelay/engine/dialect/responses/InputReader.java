package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads input items as turns. What a model said comes as several items in a row, which are one turn
 * of it; so are results in a row.
 */
final class InputReader {

  private final Drops drops;
  private final ItemReader items;
  private final List<JsonNode> tools;
  private final List<Turn> turns = new ArrayList<>();
  private final List<Part> open = new ArrayList<>();
  private Turn.Role role = Turn.Role.USER;

  /**
   * A reader.
   *
   * @param tools takes the tools that stand among the items
   */
  InputReader(Drops drops, List<JsonNode> tools) {
    this.drops = drops;
    this.items = new ItemReader(drops);
    this.tools = tools;
  }

  List<Turn> read(List<JsonNode> input) {
    input.forEach(this::item);
    flush();
    return turns;
  }

  private void item(JsonNode node) {
    var item = new Fields(node, "input");
    String type = item.text("type").orElse("message");
    switch (type) {
      case "message" -> message(item);
      case "function_call_output", "custom_tool_call_output", "local_shell_call_output" -> {
        add(Turn.Role.USER, List.of(items.result(item, type.startsWith("custom"))));
        rest(item);
      }
      case "tool_search_output" -> {
        tools.addAll(item.list("tools"));
        if (item.text("call_id").isPresent()) {
          add(Turn.Role.USER, List.of(ItemReader.found(item)));
        }
        rest(item);
      }
      case "additional_tools" -> {
        tools.addAll(item.list("tools"));
        rest(item);
      }
      case "compaction", "compaction_summary" ->
          throw new UnsupportedCallException(
              "input: a "
                  + type
                  + " item (expected: the conversation itself, because only the provider that made"
                  + " it can read it)");
      case "item_reference" ->
          throw new UnsupportedCallException(
              "input: an item_reference to "
                  + item.text("id").map(id -> '"' + id + '"').orElse("nothing")
                  + " (expected: an item of a response that this gateway still stores, or the item"
                  + " itself)");
      default -> add(Turn.Role.ASSISTANT, items.said(item, node, type));
    }
  }

  private void message(Fields item) {
    String word = item.needText("role");
    var parts = items.content(item);
    switch (word) {
      case "assistant" -> add(Turn.Role.ASSISTANT, parts);
      case "user" -> alone(Turn.Role.USER, parts);
      case "system" -> alone(Turn.Role.SYSTEM, parts);
      case "developer" -> alone(Turn.Role.DEVELOPER, parts);
      default ->
          throw new UnsupportedCallException(
              "input.role: \"" + word + "\" (expected: user, assistant, system or developer)");
    }
    rest(item);
  }

  private void rest(Fields item) {
    item.ignore("id", "status", "role", "execution");
    item.dropRest(drops);
  }

  private void alone(Turn.Role next, List<Part> parts) {
    flush();
    turns.add(new Turn(next, parts, Optional.empty()));
  }

  private void add(Turn.Role next, List<Part> parts) {
    if (next != role) {
      flush();
    }
    role = next;
    open.addAll(parts);
  }

  private void flush() {
    if (!open.isEmpty()) {
      turns.add(new Turn(role, Carried.unpacked(open), Optional.empty()));
      open.clear();
    }
  }
}
