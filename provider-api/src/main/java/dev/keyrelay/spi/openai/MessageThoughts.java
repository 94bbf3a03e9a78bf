package dev.keyrelay.spi.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The thoughts that messages of a chat carry from earlier answers. Clients send them back as {@code
 * reasoning_content} or {@code reasoning} (and OpenRouter's {@code reasoning_details}); many
 * services know one of these names and refuse requests that have another, or any.
 */
public final class MessageThoughts {

  private static final List<String> NAMES =
      List.of("reasoning_content", "reasoning", "reasoning_details");

  private MessageThoughts() {}

  /** The body without thoughts; the same body if it has none. */
  public static JsonBody leftOut(JsonBody body) {
    return rewritten(body, (_, _) -> {});
  }

  /**
   * The body with the words of every thought in one field, the one that the service knows.
   *
   * @param field such as {@code reasoning}
   */
  public static JsonBody named(JsonBody body, String field) {
    return rewritten(
        body, message -> !isNamed(message, field), (message, words) -> message.put(field, words));
  }

  /**
   * A conversation with tool calls in which every message of the assistant has thoughts in one
   * field: those that the client sent back, or a space. Some services refuse it otherwise, and an
   * empty text as well, although many clients cannot send thoughts back.
   *
   * @param field such as {@code reasoning_content}
   */
  public static JsonBody completed(JsonBody body, String field) {
    var named = named(body, field);
    if (!QuotedWord.isIn(named.bytes(), "tool_calls")) {
      return named;
    }
    JsonNode messages = named.get("messages").orElseGet(JsonBody.MAPPER::createArrayNode);
    boolean changed = false;
    for (JsonNode message : messages) {
      if (message instanceof ObjectNode object
          && object.path("role").asText().equals("assistant")
          && !object.has(field)) {
        object.put(field, " ");
        changed = true;
      }
    }
    return changed ? named.with("messages", messages) : named;
  }

  /**
   * The body with thoughts as the service wants them; the same body if it has none.
   *
   * @param put told every message that had thoughts, now without them, and their words, which are
   *     not empty
   */
  public static JsonBody rewritten(JsonBody body, BiConsumer<ObjectNode, String> put) {
    return rewritten(body, _ -> true, put);
  }

  private static JsonBody rewritten(
      JsonBody body, Predicate<ObjectNode> which, BiConsumer<ObjectNode, String> put) {
    if (NAMES.stream().noneMatch(name -> QuotedWord.isIn(body.bytes(), name))) {
      return body;
    }
    JsonNode messages = body.get("messages").orElseGet(JsonBody.MAPPER::createArrayNode);
    boolean changed = false;
    for (JsonNode message : messages) {
      if (message instanceof ObjectNode object
          && NAMES.stream().anyMatch(object::has)
          && which.test(object)) {
        String words = words(object);
        object.remove(NAMES);
        if (!words.isEmpty()) {
          put.accept(object, words);
        }
        changed = true;
      }
    }
    return changed ? body.with("messages", messages) : body;
  }

  /** Whether the words stand in this field alone already. */
  private static boolean isNamed(ObjectNode message, String field) {
    return !message.path(field).asText("").isEmpty()
        && NAMES.stream().filter(message::has).allMatch(field::equals);
  }

  private static String words(ObjectNode message) {
    JsonNode first = message.path("reasoning_content");
    JsonNode second = message.path("reasoning");
    return first.isTextual() && !first.textValue().isEmpty()
        ? first.textValue()
        : second.isTextual() ? second.textValue() : "";
  }
}
