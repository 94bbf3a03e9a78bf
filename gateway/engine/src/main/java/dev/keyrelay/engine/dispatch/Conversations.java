package dev.keyrelay.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out which conversation a call belongs to: by an id that the client states in a header or in
 * the body, else by how the conversation begins. Client, provider and model are part of every hash,
 * so that conversations of different clients never meet.
 *
 * <p>The system prompt is left out: some agents change it with every request.
 */
final class Conversations {

  private static final List<String> HEADERS =
      List.of(
          "x-session-id",
          "x-session-affinity",
          "x-claude-code-session-id",
          "session-id",
          "session_id",
          "thread-id",
          "conversation-id");
  private static final List<String> FIELDS =
      List.of(
          "prompt_cache_key",
          "session_id",
          "conversation_id",
          "conversationId",
          "thread_id",
          "threadId",
          "chat_id",
          "chatId");
  private static final List<String> TURNS = List.of("messages", "contents", "input");

  private Conversations() {}

  static Conversation of(Call call, Target target) {
    long seed = hash(hash(hash(0xcbf29ce484222325L, call.client()), target.toString()), "\n");
    return named(call)
        .map(name -> Conversation.named(hash(seed, name)))
        .orElseGet(() -> unnamed(call.body(), seed));
  }

  private static Optional<String> named(Call call) {
    var headers =
        HEADERS.stream().flatMap(name -> call.headers().first(name).map(v -> name + v).stream());
    var fields =
        FIELDS.stream().flatMap(name -> call.body().text(name).map(v -> name + v).stream());
    var users =
        Stream.of(
                call.body().get("metadata").map(m -> m.path("user_id")).map(JsonNode::textValue),
                call.body().text("user"))
            .flatMap(Optional::stream);
    return Stream.of(headers, fields, users)
        .flatMap(names -> names)
        .filter(name -> !name.isBlank())
        .findFirst();
  }

  private static Conversation unnamed(JsonBody body, long seed) {
    for (String field : TURNS) {
      var turns = body.raw(field);
      if (turns.isPresent()) {
        return new Conversation(java.util.OptionalLong.empty(), Beginnings.of(turns.get(), seed));
      }
    }
    return Conversation.UNKNOWN;
  }

  private static long hash(long seed, String text) {
    long hash = seed;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
