package dev.keyrelay.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.kit.ScriptedServer.Asked;
import dev.keyrelay.spi.kit.ScriptedServer.Said;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A preview that no account can use: the stable model answers if the user wants that. */
class PreviewFallbackTest {

  private static final String PREVIEW = "gemini_cli/gemini-3-pro-preview";
  private static final Map<String, String> OFF = Map.of("SKIP_OAUTH_INIT_CHECK", "true");
  private static final Map<String, String> ON =
      Map.of("SKIP_OAUTH_INIT_CHECK", "true", "GEMINI_CLI_PREVIEW_FALLBACK", "true");
  private static final String NO_ACCESS =
      "{\"error\":{\"code\":404,\"message\":\"Requested entity was not found.\","
          + "\"status\":\"NOT_FOUND\"}}";
  private static final String USED_UP =
      "{\"error\":{\"code\":429,\"message\":\"You have exhausted your capacity on this model.\","
          + "\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":"
          + "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"QUOTA_EXHAUSTED\","
          + "\"domain\":\"cloudcode-pa.googleapis.com\",\"metadata\":"
          + "{\"quotaResetDelay\":\"5h\"}}]}}";

  @TempDir private Path home;
  private Vendors vendors;

  @BeforeEach
  void start() {
    vendors = Scripts.answering(new Vendors()).rotatingTokens("/token");
    Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "FREE"));
    Accounts.file(home, "gemini_cli", 2, Accounts.google("b", "FREE"));
  }

  @AfterEach
  void stop() {
    vendors.close();
  }

  /** Upstream refuses previews, and answers every other model as scripted. */
  private void refusePreviews(int status, String body) {
    for (String path : List.of(Scripts.GENERATE, Scripts.STREAM)) {
      Function<Asked, Said> answer = vendors.script(path);
      vendors.on(
          path,
          asked ->
              asked.json().path("model").asText().contains("preview")
                  ? Said.json(status, body)
                  : answer.apply(asked));
    }
  }

  private List<String> models() {
    return vendors.asked().stream()
        .filter(one -> one.uri().getPath().contains("enerateContent"))
        .map(one -> one.json().path("model").asText())
        .toList();
  }

  private static HttpResponse<String> stream(AccountGateway gateway) {
    return gateway.post(
        "/v1/messages",
        "{\"model\":\""
            + PREVIEW
            + "\",\"max_tokens\":100,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  @Test
  void withoutTheSwitchTheClientIsToldThatNoAccountMayUseThePreview() {
    refusePreviews(404, NO_ACCESS);
    try (var gateway = new AccountGateway(vendors, home, OFF)) {
      var answer = gateway.chat(PREVIEW);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("Requested entity was not found", "2 model_forbidden");
      assertThat(models()).containsExactly("gemini-3-pro-preview", "gemini-3-pro-preview");
    }
  }

  @Test
  void aModelThatNobodyKnowsIsAskedForOnceAndNotFound() {
    for (String path : List.of(Scripts.GENERATE, Scripts.STREAM)) {
      vendors.on(path, _ -> Said.json(404, NO_ACCESS));
    }
    try (var gateway = new AccountGateway(vendors, home, OFF)) {
      assertThat(gateway.chat("gemini_cli/gemini-99").statusCode()).isEqualTo(404);
      assertThat(models()).containsExactly("gemini-99");
    }
  }

  @Test
  void previewThatIsNotForTheAccountIsAnsweredByTheStableModelWhichTheAnswerNames() {
    refusePreviews(404, NO_ACCESS);
    try (var gateway = new AccountGateway(vendors, home, ON)) {
      var answer = gateway.chat(PREVIEW);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-keyrelay-target"))
          .contains("gemini_cli/gemini-2.5-pro");
      assertThat(answer.headers().firstValue("x-keyrelay-attempts")).contains("3");
      assertThat(models())
          .containsExactly("gemini-3-pro-preview", "gemini-3-pro-preview", "gemini-2.5-pro");
    }
  }

  @Test
  void anAccountWithoutThePreviewIsNotAskedForItAgainUntilItsCooldownEnds() {
    refusePreviews(404, NO_ACCESS);
    try (var gateway = new AccountGateway(vendors, home, ON)) {
      gateway.chat(PREVIEW);
      assertThat(gateway.chat(PREVIEW).statusCode()).isEqualTo(200);
      assertThat(models()).hasSize(4).last().isEqualTo("gemini-2.5-pro");
      assertThat(gateway.chat("gemini_cli/gemini-2.5-pro").statusCode()).isEqualTo(200);

      Scripts.answering(vendors);
      assertThat(gateway.delete("/v1/admin/cooldowns").body()).contains("cleared");
      assertThat(gateway.chat(PREVIEW).headers().firstValue("x-keyrelay-target")).contains(PREVIEW);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePreviewIsAnsweredByTheAccountThatHasItThoughAnotherHasItNot(boolean fallback) {
    Function<Asked, Said> answer = vendors.script(Scripts.GENERATE);
    vendors.on(
        Scripts.GENERATE,
        asked ->
            Vendors.bearer(asked).equals("at-a") ? Said.json(404, NO_ACCESS) : answer.apply(asked));
    try (var gateway = new AccountGateway(vendors, home, fallback ? ON : OFF)) {
      for (int i = 0; i < 4; i++) {
        assertThat(gateway.chat(PREVIEW).headers().firstValue("x-keyrelay-target"))
            .contains(PREVIEW);
      }
      assertThat(vendors.asked(Scripts.GENERATE).stream().map(Vendors::bearer))
          .containsOnlyOnce("at-a");
    }
  }

  @Test
  void previewWhoseQuotaIsUsedUpOnEveryAccountIsAnsweredByTheStableModelStreamsToo() {
    refusePreviews(429, USED_UP);
    try (var gateway = new AccountGateway(vendors, home, ON)) {
      var streamed = stream(gateway);
      assertThat(streamed.statusCode()).as(streamed.body()).isEqualTo(200);
      assertThat(streamed.body()).contains("Hello", "message_stop");
      assertThat(streamed.headers().firstValue("x-keyrelay-target"))
          .contains("gemini_cli/gemini-2.5-pro");
      assertThat(models())
          .containsExactly("gemini-3-pro-preview", "gemini-3-pro-preview", "gemini-2.5-pro");

      assertThat(gateway.chat(PREVIEW).statusCode()).isEqualTo(200);
      assertThat(models()).hasSize(4).last().isEqualTo("gemini-2.5-pro");
    }
  }

  @Test
  void previewThatServesIsNotExchanged() {
    try (var gateway = new AccountGateway(vendors, home, ON)) {
      assertThat(gateway.chat(PREVIEW).headers().firstValue("x-keyrelay-target")).contains(PREVIEW);
      assertThat(models()).containsExactly("gemini-3-pro-preview");
    }
  }
}
