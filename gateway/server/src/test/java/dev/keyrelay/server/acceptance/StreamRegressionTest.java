package dev.keyrelay.server.acceptance;

import static dev.keyrelay.server.acceptance.Chats.drain;
import static dev.keyrelay.server.acceptance.Chats.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionChunk.Choice.FinishReason;
import dev.keyrelay.providers.demo.Break;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the system being replaced gets wrong with streams, and a gateway must get right. */
class StreamRegressionTest {

  private static final String KEY_A = "sk-aaaa-0123456789abcdef-first";
  private static final String KEY_B = "sk-bbbb-0123456789abcdef-second";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static RunningGateway twoKeys(String... variables) {
    var all =
        new ArrayList<>(
            List.of(
                "OPENAI_API_KEY_1",
                KEY_A,
                "OPENAI_API_KEY_2",
                KEY_B,
                "SESSION_STICKY_ENTRY_TTL_SECONDS",
                "0"));
    all.addAll(Arrays.asList(variables));
    return RunningGateway.with(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(Break.class)
  void aStreamThatBreaksAfterItsFirstTokenEndsWithAnErrorAndIsNotStartedAgain(Break how) {
    try (var gateway = twoKeys("TIMEOUT_READ_STREAMING", "2")) {
      // At a pace: a reset that overtakes the first token may be made good by another key.
      var breaking = ChatScript.tokens(20).perSecond(2).breaking(5, how);
      gateway.upstream().onModel("gpt-test").answer(breaking);
      var chunks = new ArrayList<ChatCompletionChunk>();
      var error = catchThrowableOfType(SseException.class, () -> drain(gateway.sdk(), chunks));
      assertThat(error).isNotNull();
      assertThat(text(chunks)).isNotEmpty();
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(gateway.pool("openai").inFlight()).isZero());
      assertThat(gateway.usage("openai", gateway.credential("openai", KEY_A)).partial()).isOne();
    }
  }

  @Test
  void aStreamThatFailsBeforeItsFirstTokenIsServedByAnotherKey() {
    try (var gateway = twoKeys()) {
      String limited = "{\"error\":{\"message\":\"slow down\",\"code\":429}}";
      gateway.upstream().onKey(KEY_A).answer(Replay.events(limited, "[DONE]"));
      assertThat(text(drain(gateway.sdk()))).contains("Hello there");
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(2);
      assertThat(gateway.cooldowns("openai", gateway.credential("openai", KEY_A))).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"first chunk", "with the finish reason", "after it", "after it, null"})
  void aFinishReasonOfLengthArrivesWhereverTheUsageIs(String usageIn) {
    try (var gateway = twoKeys()) {
      gateway.upstream().next(cutShort(usageIn));
      assertThat(drain(gateway.sdk()))
          .flatExtracting(ChatCompletionChunk::choices)
          .flatExtracting(choice -> choice.finishReason().stream().toList())
          .containsExactly(FinishReason.LENGTH);
      var used = gateway.credential("openai", KEY_A);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(gateway.usage("openai", used).successes()).isOne());
      assertThat(gateway.usage("openai", used).output()).isEqualTo(7);
      assertThat(gateway.usage("openai", used).uncachedInput()).isEqualTo(11);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"first chunk", "with the finish reason", "after it", "after it, null"})
  void anAnthropicClientLearnsOfTheSameLengthAsMaxTokens(String usageIn) {
    try (var gateway = twoKeys()) {
      gateway.upstream().next(cutShort(usageIn));
      var events =
          gateway.post(
              "/v1/messages",
              "{\"model\":\"openai/gpt-test\",\"max_tokens\":7,\"stream\":true,"
                  + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      assertThat(events.body())
          .containsOnlyOnce("\"stop_reason\":\"max_tokens\"")
          .contains("\"output_tokens\":7")
          .contains("event: message_stop");
    }
  }

  @Test
  void countsThatTheClientDidNotAskForAreTakenButNotToldIt() {
    try (var gateway = twoKeys()) {
      gateway.upstream().onModel("gpt-test").answer(ChatScript.tokens(3));
      var chunks = drain(gateway.sdk());
      assertThat(chunks).isNotEmpty().allSatisfy(one -> assertThat(one.usage()).isEmpty());
      assertThat(chunks).noneMatch(one -> one.choices().isEmpty());
      var used = gateway.credential("openai", KEY_A);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(gateway.usage("openai", used).successes()).isOne());
      assertThat(gateway.usage("openai", used).output()).isEqualTo(3);
      assertThat(gateway.usage("openai", used).estimated()).isZero();
    }
  }

  @Test
  void whatElseTheClientWantsOfItsStreamGoesUpstream() {
    try (var gateway = twoKeys()) {
      gateway.post(
          "/v1/chat/completions",
          "{\"model\":\"openai/gpt-test\",\"stream\":true,\"stream_options\":"
              + "{\"include_obfuscation\":false},"
              + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      var sent = gateway.upstream().requests("/chat/completions").getFirst().json();
      assertThat(sent.path("stream_options").toString())
          .isEqualTo("{\"include_obfuscation\":false,\"include_usage\":true}");
    }
  }

  /** A stream that ends with its first word because there is no more room. */
  private static Script cutShort(String usageIn) {
    String usage = ",\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}";
    String none = usageIn.endsWith("null") ? ",\"usage\":null" : "";
    var events =
        new ArrayList<>(
            List.of(
                chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null", none),
                chunk("{\"content\":\"Hel\"}", "null", usageIn.startsWith("first") ? usage : none),
                chunk("{}", "\"length\"", usageIn.startsWith("with") ? usage : none)));
    if (usageIn.startsWith("after")) {
      events.add(
          "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
              + "\"model\":\"m\",\"choices\":[]"
              + usage
              + "}");
    }
    events.add("[DONE]");
    return Replay.events(events.toArray(String[]::new));
  }

  private static String chunk(String delta, String finish, String usage) {
    return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]"
        + usage
        + "}";
  }

  @Test
  void aClientThatLeavesCancelsTheUpstreamCallAndWhatItUsedIsRecorded() {
    try (var gateway = twoKeys()) {
      gateway.upstream().onModel("gpt-test").answer(ChatScript.tokens(600).perSecond(10));
      var stream = Chats.stream(gateway.sdk());
      assertThat(stream.stream().limit(5)).hasSize(5);
      stream.close();
      var sent = gateway.upstream().requests("/chat/completions").getFirst();
      await().atMost(PATIENCE).until(() -> sent.clientLeftAt().isPresent());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(gateway.pool("openai").inFlight()).isZero());
      var usage = gateway.usage("openai", gateway.credential("openai", KEY_A));
      assertThat(usage.cancelled()).isOne();
      assertThat(usage.output()).isPositive();
      assertThat(gateway.cooldowns("openai", gateway.credential("openai", KEY_A))).isEmpty();
    }
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerBeginsCancelsTheUpstreamCall() throws Exception {
    try (var gateway = twoKeys()) {
      gateway.upstream().onModel("gpt-test").answer(Faults.stall());
      var call = Thread.ofVirtual().start(() -> catchThrowable(() -> drain(gateway.sdk())));
      await().atMost(PATIENCE).until(() -> gateway.upstream().openRequests() == 1);
      call.interrupt();
      assertThat(call.join(PATIENCE)).isTrue();
      await().atMost(PATIENCE).until(() -> gateway.upstream().openRequests() == 0);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(gateway.pool("openai").inFlight()).isZero());
      assertThat(gateway.usage("openai", gateway.credential("openai", KEY_A)).cancelled()).isOne();
    }
  }

  @Test
  void aStreamThatNeverBeginsIsCutOffAfterTheTimeForItsFirstEvent() {
    try (var gateway = twoKeys("TIMEOUT_FIRST_EVENT", "1", "TRANSIENT_RETRY_DELAY", "0")) {
      gateway.upstream().onModel("gpt-test").answer(Faults.stall());
      var failed = catchThrowableOfType(InternalServerException.class, () -> drain(gateway.sdk()));
      assertThat(failed.statusCode()).isEqualTo(504);
      await().atMost(PATIENCE).until(() -> gateway.upstream().openRequests() == 0);
    }
  }

  @Test
  void aStreamThatBeginsAndSaysNothingIsCutOffWithinTheTimeForAllAttempts() {
    String role = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null", "");
    try (var gateway = twoKeys("GLOBAL_TIMEOUT", "2")) {
      gateway
          .upstream()
          .onModel("gpt-test")
          .answer(
              (_, answer) -> {
                answer.beginEvents();
                while (true) {
                  answer.chunk(("data: " + role + "\n\n").getBytes(UTF_8));
                  answer.pause(Duration.ofMillis(200));
                }
              });
      var failed = catchThrowableOfType(InternalServerException.class, () -> drain(gateway.sdk()));
      assertThat(failed.statusCode()).isEqualTo(504);
      await().atMost(PATIENCE).until(() -> gateway.upstream().openRequests() == 0);
    }
  }

  @Test
  void aStreamThatGoesOnForEverIsCutOffAfterItsTotalTime() {
    try (var gateway = twoKeys("TIMEOUT_STREAM_TOTAL", "5")) {
      gateway.upstream().onModel("gpt-test").answer(ChatScript.tokens(6000).perSecond(20));
      var chunks = new ArrayList<ChatCompletionChunk>();
      var error = catchThrowableOfType(OpenAIException.class, () -> drain(gateway.sdk(), chunks));
      assertThat(error).isInstanceOf(SseException.class);
      assertThat(chunks).isNotEmpty();
      await().atMost(PATIENCE).until(() -> gateway.upstream().openRequests() == 0);
    }
  }
}
