package dev.keyrelay.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConversationsTest {

  private static final Target TARGET = new Target("p", "m");

  private static Conversation of(String client, String json, String... headers) throws Exception {
    var body = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    return new Conversations(List.of("my_thread"))
        .of(
            new Call(
                "id",
                Operation.GENERATE,
                Dialect.OPENAI_CHAT,
                "p/m",
                false,
                body,
                Headers.of(headers),
                client,
                Instant.MAX),
            TARGET);
  }

  @Test
  void aStatedIdNamesTheConversationWhateverIsSaid() throws Exception {
    var first = of("a", "{\"prompt_cache_key\":\"k\",\"messages\":[{\"content\":\"x\"}]}");
    var second = of("a", "{\"messages\":[{\"content\":\"y\"}],\"prompt_cache_key\":\"k\"}");

    assertThat(first.named()).isPresent().isEqualTo(second.named());
    assertThat(of("a", "{\"metadata\":{\"user_id\":\"u\"}}").named()).isPresent();
    assertThat(of("a", "{}", "x-session-id", "s").named()).isPresent();
  }

  @Test
  void everyAgentsHeaderAndEveryKnownFieldNamesAConversation() throws Exception {
    for (String header : Conversations.HEADERS) {
      assertThat(of("a", "{}", header, "s").named()).as(header).isPresent();
    }
    for (String field :
        List.of(
            "session_id",
            "conversation_id",
            "conversationId",
            "thread_id",
            "threadId",
            "chat_id",
            "chatId",
            "my_thread")) {
      assertThat(of("a", "{\"" + field + "\":\"s\"}").named()).as(field).isPresent();
    }
  }

  @Test
  void aFieldThatTheUserTrustsComesBeforeTheOthers() throws Exception {
    assertThat(of("a", "{\"session_id\":\"x\",\"my_thread\":\"t\"}").named())
        .isEqualTo(of("a", "{\"my_thread\":\"t\"}").named());
  }

  @Test
  void modelsAndProvidersNeverShareAConversation() throws Exception {
    var own = Conversations.named("s", "a", TARGET).named();
    assertThat(own)
        .isEqualTo(of("a", "{\"chat_id\":\"s\"}").named())
        .isEqualTo(of("a", "{\"user\":\"s\"}").named())
        .isEqualTo(of("a", "{}", "session-id", "s").named())
        .isNotEqualTo(Conversations.named("s", "b", TARGET).named())
        .isNotEqualTo(Conversations.named("s", "a", new Target("p", "n")).named())
        .isNotEqualTo(Conversations.named("s", "a", new Target("q", "m")).named());
  }

  @Test
  void clientsNeverShareAConversation() throws Exception {
    String json = "{\"session_id\":\"s\"}";

    assertThat(of("a", json).named()).isNotEqualTo(of("b", json).named());
  }

  @Test
  void laterTurnsBeginAsEarlierOnesDid() throws Exception {
    long[] one = of("a", "{\"messages\":[ {\"c\":\"a],[\\\"\"} ]}").prefixes();
    long[] three =
        of("a", "{\"messages\":[{\"c\":\"a],[\\\"\"},\n {\"r\":[1,{}]}, {\"c\":\"b\"}]}")
            .prefixes();

    assertThat(one).hasSize(1);
    assertThat(three).hasSize(3).startsWith(one[0]).doesNotHaveDuplicates();
  }

  @Test
  void aTextInputIsTheItemThatItIsShortFor() throws Exception {
    String item =
        "{\"type\":\"message\",\"role\":\"user\","
            + "\"content\":[{\"type\":\"input_text\",\"text\":\"a \\\"text\"}]}";
    long[] one = of("a", "{\"input\":\"a \\\"text\"}").prefixes();
    assertThat(one).hasSize(1).isEqualTo(of("a", "{\"input\":[" + item + "]}").prefixes());
    assertThat(of("a", "{\"input\":[" + item + ",{\"x\":1}]}").prefixes()).startsWith(one[0]);
    assertThat(of("a", "{\"input\":[]}").prefixes()).isEmpty();
  }

  private static java.util.OptionalLong opening(String messages) throws Exception {
    return of("a", "{\"messages\":" + messages + "}").opening();
  }

  @Test
  void theOpeningEndsWithTheFirstTurnThatIsNoInstruction() throws Exception {
    String system = "{\"content\":\"be brief\",\"role\" : \"system\"}";
    String developer = "{\"role\":\"developer\",\"content\":\"\\\"role\\\":\\\"user\\\"\"}";
    String user = "{\"role\":\"user\",\"content\":\"\\\"role\\\":\\\"system\\\"\"}";
    String answer = "{\"role\":\"assistant\",\"content\":\"x\"}";

    var first = opening("[" + system + "," + developer + "," + user + "]");
    assertThat(first).isPresent();
    assertThat(opening("[" + system + "," + developer + "," + user + "," + answer + "]"))
        .isEqualTo(first);
    assertThat(opening("[" + system + "," + user + "]")).isNotEqualTo(first);
    assertThat(opening("[" + user + "," + answer + "]")).isEqualTo(opening("[" + user + "]"));
    assertThat(opening("[" + user + "]")).isNotEqualTo(opening("[" + answer + "]"));
    assertThat(opening("[" + system + "]")).as("nothing else is there").isPresent();
    assertThat(opening("[]")).isEmpty();
  }

  @Test
  void theOpeningOfAVeryLongConversationIsStillItsFirstTurn() throws Exception {
    String turn = "{\"role\":\"user\",\"content\":\"x\"}";
    String many = String.join(",", java.util.Collections.nCopies(600, turn));

    assertThat(opening("[" + many + "]")).isEqualTo(opening("[" + turn + "]"));
  }
}
