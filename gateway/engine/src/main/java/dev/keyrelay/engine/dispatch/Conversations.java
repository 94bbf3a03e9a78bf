package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which conversation a call belongs to: by an id that the client states in a header or in
 * the body, else by how the conversation begins. Client, provider and model are part of every hash,
 * so that conversations of different clients never meet.
 *
 * <p>The system prompt is left out: some agents change it with every request.
 */
public final class Conversations {

  /** The headers in which known agents name a session, in lower case. */
  public static final List<String> HEADERS =
      List.of(
          "x-session-id",
          "x-session-affinity",
          "x-claude-code-session-id",
          "x-claude-code-agent-id",
          "session-id",
          "session_id",
          "thread-id",
          "conversation-id",
          "conversation_id",
          "x-conversation-id",
          "x-thread-id");

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

  private static final byte[] ITEM =
      "[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ITEM_END = "}]}]".getBytes(StandardCharsets.US_ASCII);

  private final List<String> fields;

  /**
   * @param trusted further top-level body fields that name a session; they come before all others
   */
  public Conversations(List<String> trusted) {
    var all = new ArrayList<>(trusted);
    FIELDS.stream().filter(field -> !trusted.contains(field)).forEach(all::add);
    this.fields = List.copyOf(all);
  }

  /** The conversation of a call, as one on a target. */
  public Conversation of(Call call, Target target) {
    long seed = seed(call.client(), target);
    return named(call)
        .map(name -> Conversation.named(hash(seed, name)))
        .orElseGet(() -> unnamed(call, seed));
  }

  /** The conversation that an id names, wherever a client states it. */
  public static Conversation named(String id, String client, Target target) {
    return Conversation.named(hash(seed(client, target), id));
  }

  private static long seed(String client, Target target) {
    return hash(hash(hash(0xcbf29ce484222325L, client), target.toString()), "\n");
  }

  /** The first that is stated; loops, because every request passes here and most state none. */
  private Optional<String> named(Call call) {
    for (String header : HEADERS) {
      var value = call.headers().first(header).filter(Conversations::names);
      if (value.isPresent()) {
        return value;
      }
    }
    for (String field : fields) {
      var value = call.body().text(field).filter(Conversations::names);
      if (value.isPresent()) {
        return value;
      }
    }
    return call.body()
        .get("metadata")
        .flatMap(metadata -> Optional.ofNullable(metadata.path("user_id").textValue()))
        .filter(Conversations::names)
        .or(() -> call.body().text("user").filter(Conversations::names));
  }

  private static boolean names(String text) {
    return !text.isBlank();
  }

  private static Conversation unnamed(Call call, long seed) {
    if (call.operation() == Operation.GENERATE) {
      for (String field : TURNS) {
        var turns = call.body().raw(field);
        if (turns.isPresent()) {
          return Beginnings.of(isText(turns.get()) ? item(turns.get()) : turns.get(), seed);
        }
      }
    }
    return Conversation.UNKNOWN;
  }

  private static boolean isText(ByteBuffer turns) {
    return turns.hasRemaining() && turns.get(turns.position()) == '"';
  }

  /** An {@code input} that is a text is short for this, and is so when it is continued. */
  private static ByteBuffer item(ByteBuffer text) {
    return ByteBuffer.allocate(ITEM.length + text.remaining() + ITEM_END.length)
        .put(ITEM)
        .put(text.duplicate())
        .put(ITEM_END)
        .flip();
  }

  private static long hash(long seed, String text) {
    long hash = seed;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
