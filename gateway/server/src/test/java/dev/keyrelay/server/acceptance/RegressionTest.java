package dev.keyrelay.server.acceptance;

import static dev.keyrelay.server.acceptance.Chats.MODEL;
import static dev.keyrelay.server.acceptance.Chats.ask;
import static dev.keyrelay.server.acceptance.Chats.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ReceivedRequest;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.server.ServerOptions;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the system being replaced gets wrong and a gateway must get right, of answers that are not
 * streamed, and of the gateway as a whole. Streams are {@link StreamRegressionTest}'s.
 */
class RegressionTest {

  private static final String KEY_A = "sk-aaaa-0123456789abcdef-first";
  private static final String KEY_B = "sk-bbbb-0123456789abcdef-second";

  /** What gateways take as orders where, or with what, a call is sent. */
  private static final List<String> STEERING =
      List.of(
          "api_base",
          "base_url",
          "api_key",
          "api_type",
          "extra_headers",
          "custom_llm_provider",
          "litellm_params",
          "litellm_metadata",
          "mock_response",
          "model_list",
          "fallbacks",
          "vertex_credentials",
          "aws_access_key_id",
          "aws_secret_access_key",
          "aws_session_token");

  private static RunningGateway oneKey(String... variables) {
    return RunningGateway.with(joined(new String[] {"OPENAI_API_KEY", KEY_A}, variables));
  }

  private static RunningGateway twoKeys(String... variables) {
    return RunningGateway.with(
        joined(new String[] {"OPENAI_API_KEY_1", KEY_A, "OPENAI_API_KEY_2", KEY_B}, variables));
  }

  private static String[] joined(String[] first, String... more) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void whenEveryKeyIsRateLimitedTheClientLearnsWhyAndWhenTheFirstReturns() {
    try (var gateway = twoKeys()) {
      gateway.upstream().onKey(KEY_A).answer(Faults.rateLimited(Duration.ofSeconds(90)));
      gateway.upstream().onKey(KEY_B).answer(Faults.rateLimited(Duration.ofSeconds(45)));
      for (int call = 0; call < 2; call++) {
        var refused = catchThrowableOfType(RateLimitException.class, () -> ask(gateway.sdk()));
        assertThat(refused.headers().values("Retry-After"))
            .singleElement()
            .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(20, 45));
        assertThat(refused.code()).contains("credentials_rate_limited");
        assertThat(refused.getMessage()).contains("2 ", "rate_limited", "openai/gpt-test");
      }
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY_A, KEY_B})
  void whenSomeKeysAreRateLimitedAndOthersRefusedTheClientLearnsOfBoth(String limited) {
    try (var gateway = twoKeys("SESSION_STICKY_ENTRY_TTL_SECONDS", "0")) {
      gateway.upstream().onModel("gpt-test").answer(Faults.status(401));
      gateway.upstream().onKey(limited).answer(Faults.rateLimited(Duration.ofSeconds(45)));
      for (int call = 0; call < 2; call++) {
        var refused = catchThrowableOfType(RateLimitException.class, () -> ask(gateway.sdk()));
        assertThat(refused.headers().values("Retry-After"))
            .singleElement()
            .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(20, 45));
        assertThat(refused.getMessage())
            .contains("rate limited or refused", "rate_limited", "bad_credential");
      }
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(2);
    }
  }

  @Test
  void aKeyThatIsRefusedAgainAfterTheShortWaitItAskedForReturnsLater() {
    try (var gateway = oneKey()) {
      gateway.upstream().onKey(KEY_A).answer(Faults.rateLimited(Duration.ofSeconds(1)));
      var refused = catchThrowableOfType(RateLimitException.class, () -> ask(gateway.sdk()));
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(2);
      assertThat(refused.headers().values("Retry-After"))
          .singleElement()
          .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(5, 30));
    }
  }

  @Test
  void aRequestThatUpstreamRefusesIsRefusedOnceInUpstreamsWords() {
    try (var gateway = twoKeys()) {
      gateway.upstream().onModel("gpt-test").answer(Faults.status(400, "top_p: 7 is too large"));
      var refused = catchThrowableOfType(BadRequestException.class, () -> ask(gateway.sdk()));
      assertThat(refused.getMessage()).contains("top_p: 7 is too large");
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"401, BAD_CREDENTIAL", "403, FORBIDDEN"})
  void aKeyThatUpstreamRefusesIsLeftAloneAndTheOperatorSeesIt(int status, FailureKind kind) {
    String cause = kind.name().toLowerCase(Locale.ROOT);
    try (var gateway = twoKeys("SESSION_STICKY_ENTRY_TTL_SECONDS", "0")) {
      gateway.upstream().onKey(KEY_A).answer(Faults.status(status));
      for (int call = 0; call < 3; call++) {
        ask(gateway.sdk());
      }
      assertThat(keysSeen(gateway)).containsExactly(KEY_A, KEY_B, KEY_B, KEY_B);
      assertThat(gateway.cooldowns("openai", gateway.credential("openai", KEY_A)))
          .singleElement()
          .satisfies(
              lockout -> {
                assertThat(lockout.cause()).isEqualTo(cause);
                assertThat(length(lockout)).isEqualTo(Duration.ofMinutes(5));
              });
      assertThat(gateway.usage("openai", gateway.credential("openai", KEY_A)).failures())
          .containsExactly(Map.entry(kind, 1L));
      assertThat(gateway.get("/v1/admin/cooldowns?provider=openai").body())
          .contains(gateway.credential("openai", KEY_A), "\"cause\":\"" + cause + "\"");
      assertThat(gateway.get("/v1/quota-stats?provider=openai").body()).contains(cause);
    }
  }

  @Test
  void aRateLimitWithoutATimeCoolsTheKeyLongerEachTime() {
    try (var gateway = oneKey()) {
      gateway.upstream().onModel("gpt-test").answer(Faults.rateLimited());
      var lengths = new ArrayList<Duration>();
      for (int call = 0; call < 5; call++) {
        var refused = catchThrowableOfType(RateLimitException.class, () -> ask(gateway.sdk()));
        assertThat(refused.headers().values("Retry-After")).hasSize(1);
        gateway
            .engine()
            .wiring()
            .cooldowns()
            .of("openai", gateway.credential("openai", KEY_A))
            .forEach(
                (key, cooldown) -> {
                  lengths.add(length(cooldown));
                  var wiring = gateway.engine().wiring();
                  wiring.cooldowns().shorten(key, wiring.clock().instant());
                });
      }
      assertThat(lengths)
          .extracting(Duration::toSeconds)
          .containsExactly(10L, 30L, 60L, 120L, 120L);
    }
  }

  private static Duration length(Cooldown cooldown) {
    return Duration.between(cooldown.since(), cooldown.until());
  }

  @Test
  void anErrorInsideAnAnswerOfStatus200IsAFailureAndAnotherKeyServes() {
    try (var gateway = twoKeys("SESSION_STICKY_ENTRY_TTL_SECONDS", "0")) {
      gateway
          .upstream()
          .onKey(KEY_A)
          .answer(Replay.json(200, "{\"error\":{\"message\":\"slow down\",\"code\":429}}"));
      assertThat(text(ask(gateway.sdk()))).contains("Hello there");
      assertThat(keysSeen(gateway)).containsExactly(KEY_A, KEY_B);
      assertThat(gateway.cooldowns("openai", gateway.credential("openai", KEY_A))).hasSize(1);
    }
  }

  @Test
  void anUpstreamThatSaysNothingIsCutOffWithinTheTimeForAllAttempts() {
    try (var gateway = oneKey("TIMEOUT_READ_NON_STREAMING", "60", "GLOBAL_TIMEOUT", "2")) {
      gateway.upstream().onModel("gpt-test").answer(Faults.stall());
      var failed = catchThrowableOfType(InternalServerException.class, () -> ask(gateway.sdk()));
      assertThat(failed.statusCode()).isEqualTo(504);
      assertThat(gateway.pool("openai").inFlight()).isZero();
      var used = gateway.usage("openai", gateway.credential("openai", KEY_A));
      assertThat(used.uncachedInput()).as("an estimate of what upstream took").isPositive();
    }
  }

  @Test
  @Timeout(120)
  void aPauseThatWouldOutlastTheTimeForAllAttemptsIsNotBegun() {
    try (var gateway =
        oneKey(
            "TRANSIENT_RETRY_DELAY", "7200",
            "GLOBAL_TIMEOUT", "3600")) {
      gateway.upstream().onModel("gpt-test").answer(Faults.status(500));
      var failed = catchThrowableOfType(InternalServerException.class, () -> ask(gateway.sdk()));
      assertThat(failed.statusCode()).isEqualTo(502);
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(1);
    }
  }

  @Test
  void aProviderIsTriedAgainHoweverShortAWishOfItsOwnIsGranted() {
    try (var gateway =
        oneKey("TRANSIENT_RETRY_DELAY", "0.1", "SMALL_COOLDOWN_RETRY_THRESHOLD", "0")) {
      gateway.upstream().onModel("gpt-test").answer(Faults.status(500));
      catchThrowableOfType(InternalServerException.class, () -> ask(gateway.sdk()));
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(2);
    }
  }

  @Test
  void thePauseThatAnOverloadedUpstreamAsksForIsTheOneThatIsMade() {
    try (var gateway = oneKey("TRANSIENT_RETRY_DELAY", "3600")) {
      var soon = Replay.answer(503, Headers.of("Retry-After", "1"), "{}".getBytes(UTF_8));
      gateway.upstream().next(soon, ChatScript.saying("back again"));
      assertThat(text(ask(gateway.sdk()))).isEqualTo("back again");
    }
  }

  @Test
  void embeddingsReachTheEmbeddingsApiAsTheyWereAskedFor() {
    try (var gateway = oneKey()) {
      var answer =
          gateway
              .sdk()
              .embeddings()
              .create(
                  EmbeddingCreateParams.builder()
                      .model("openai/embed-test")
                      .inputOfArrayOfTokenArrays(List.of(List.of(1L, 2L, 3L), List.of(4L)))
                      .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                      .dimensions(6)
                      .build());
      ReceivedRequest sent = gateway.upstream().requests("/embeddings").getFirst();
      assertThat(sent.path()).isEqualTo("/v1/embeddings");
      assertThat(sent.json().path("input").toString()).isEqualTo("[[1,2,3],[4]]");
      assertThat(sent.json().path("encoding_format").asText()).isEqualTo("float");
      assertThat(sent.json().path("dimensions").asInt()).isEqualTo(6);
      assertThat(sent.model()).isEqualTo("embed-test");
      assertThat(answer.data())
          .hasSize(2)
          .allSatisfy(one -> assertThat(one.embedding()).hasSize(6));
    }
  }

  @Test
  void embeddingsOfABatchKeepTheirOrder() {
    try (var gateway = oneKey()) {
      var inputs = List.of("alpha", "beta", "gamma", "delta");
      var together = embeddings(gateway, inputs);
      assertThat(together.data()).extracting(one -> one.index()).containsExactly(0L, 1L, 2L, 3L);
      for (int i = 0; i < inputs.size(); i++) {
        assertThat(together.data().get(i).embedding())
            .isEqualTo(embeddings(gateway, List.of(inputs.get(i))).data().getFirst().embedding());
      }
    }
  }

  private static CreateEmbeddingResponse embeddings(RunningGateway gateway, List<String> inputs) {
    var params =
        EmbeddingCreateParams.builder().model("openai/embed-test").inputOfArrayOfStrings(inputs);
    return gateway.sdk().embeddings().create(params.build());
  }

  @Test
  void fieldsOfABodyDoNotSteerWhereOrWithWhatACallIsSent() {
    try (var gateway = oneKey();
        var elsewhere = ScriptedUpstream.start()) {
      var headers = JsonValue.from(Map.of("Authorization", "Bearer evil", "x-evil", "1"));
      ask(
          gateway.sdk(),
          params -> {
            for (String field : STEERING) {
              params.putAdditionalBodyProperty(field, JsonValue.from("evil"));
            }
            return params
                .putAdditionalBodyProperty(
                    "api_base", JsonValue.from(elsewhere.openAiUri().toString()))
                .putAdditionalBodyProperty(
                    "base_url", JsonValue.from(elsewhere.openAiUri().toString()))
                .putAdditionalBodyProperty("extra_headers", headers);
          });
      assertThat(elsewhere.requests()).isEmpty();
      ReceivedRequest sent = gateway.upstream().requests("/chat/completions").getFirst();
      assertThat(sent.key()).contains(KEY_A);
      assertThat(sent.headers().first("x-evil")).isEmpty();
      assertThat(sent.text()).doesNotContain("evil").doesNotContain(STEERING);
    }
  }

  @Test
  void noAnswerAndNoFileShowsAKey() throws IOException {
    try (var gateway = oneKey()) {
      var quotes = "Incorrect key: " + KEY_A;
      gateway.upstream().next(Faults.status(400, quotes), Faults.status(500, quotes));
      gateway.upstream().onModel("gpt-test").once(Faults.status(500, quotes));
      gateway.upstream().onModel("locked").answer(Faults.status(401, quotes));
      var shown = new ArrayList<String>();
      for (String model : List.of(MODEL, MODEL, "openai/locked", "openai/locked")) {
        var failed =
            catchThrowableOfType(
                OpenAIServiceException.class,
                () -> ask(gateway.sdk(), params -> params.model(model)));
        shown.add(failed.getMessage() + failed.headers() + failed.body());
      }
      for (String path : List.of("/", "/health", "/v1/providers", "/v1/models")) {
        shown.add(gateway.get(path).body());
      }
      try (var files = Files.walk(gateway.home())) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          shown.add(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
      }
      assertThat(shown).noneMatch(text -> text.contains(KEY_A));
      assertThat(shown).anyMatch(text -> text.contains("Incorrect key: [redacted]"));
    }
  }

  @Test
  void onlyClientsWithTheirKeyComeIn() {
    try (var gateway = oneKey()) {
      for (String wrong : List.of("wrong", RunningGateway.CLIENT_KEY + "x", "x")) {
        var refused =
            catchThrowableOfType(UnauthorizedException.class, () -> ask(gateway.sdk(wrong)));
        assertThat(refused.body().toString()).doesNotContain(RunningGateway.CLIENT_KEY);
      }
      assertThat(gateway.upstream().requests("/chat/completions")).isEmpty();
      assertThat(ServerOptions.defaults().loopbackOnly()).isTrue();
    }
  }

  @Test
  void aliasedModelsAreSentUnderTheirOwnNameWithTheirOptions() {
    String models =
        "{\"fast\":{\"id\":\"gpt-upstream-2.5\",\"options\":{\"temperature\":0.25,\"seed\":7}}}";
    try (var gateway = oneKey("OPENAI_MODELS", models)) {
      ask(gateway.sdk(), params -> params.model("openai/fast"));
      ReceivedRequest sent = gateway.upstream().requests("/chat/completions").getFirst();
      assertThat(sent.model()).isEqualTo("gpt-upstream-2.5");
      assertThat(sent.json().path("temperature").asDouble()).isEqualTo(0.25);
      assertThat(sent.json().path("seed").asInt()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CUSTOM_CAP_OPENAI_TDEFAULT_ORG_MODEL_2_5_FREE, org/model-2.5:free",
    "CUSTOM_CAP_OPENAI_TDEFAULT_G, org/other@2",
  })
  void capsAndQuotaGroupsNameModelsOfAnyId(String cap, String second) {
    try (var gateway =
        oneKey("QUOTA_GROUPS_OPENAI_G", "org/model-2.5:free,org/other@2", cap, "1")) {
      ask(gateway.sdk(), params -> params.model("openai/org/model-2.5:free"));
      var refused =
          catchThrowableOfType(
              RateLimitException.class,
              () -> ask(gateway.sdk(), params -> params.model("openai/" + second)));
      assertThat(refused.getMessage()).contains("custom cap of 1");
      ask(gateway.sdk(), params -> params.model("openai/beside"));
    }
  }

  @Test
  void usersWhoSayTheSameFirstDoNotShareASession() {
    String users = "key-of-the-first-user-0001,key-of-the-second-user-0002";
    try (var gateway =
        twoKeys(
            "PROXY_API_KEY",
            users,
            "ROTATION_MODE_OPENAI",
            "balanced",
            "ROTATION_TOLERANCE",
            "0")) {
      for (String user : users.split(",")) {
        ask(gateway.sdk(user));
      }
      assertThat(keysSeen(gateway)).containsExactlyInAnyOrder(KEY_A, KEY_B);
    }
  }

  @Test
  void realEnvironmentVariablesAloneAreEnough() {
    try (var gateway = oneKey()) {
      gateway.upstream().next(ChatScript.saying("no file was needed"));
      assertThat(gateway.home().resolve(".env")).doesNotExist();
      assertThat(text(ask(gateway.sdk()))).isEqualTo("no file was needed");
      assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }
  }

  private static List<String> keysSeen(RunningGateway gateway) {
    return gateway.upstream().requests("/chat/completions").stream()
        .map(request -> request.key().orElse(""))
        .toList();
  }
}
