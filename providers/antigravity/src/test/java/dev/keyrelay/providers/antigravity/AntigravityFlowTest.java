package dev.keyrelay.providers.antigravity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.AccountPreparation.Ready;
import dev.keyrelay.spi.Enrolment.Browser;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.kit.TestContext;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AntigravityFlowTest {

  @Test
  void loginProjectCallAndQuotaFollowEachOther() throws Exception {
    try (var server = new ScriptedServer()) {
      script(server);
      var http = new PlainSideHttp();
      var settings =
          Map.of(
              "OAUTH_BASE", server.uri("").toString(),
              "API_BASE", server.uri("").toString(),
              "OAUTH_CLIENT_ID", "mine");
      var provider = new AntigravityFactory().create(TestContext.of("antigravity", settings, http));
      var redirect = URI.create("http://localhost:51121/oauthcallback");

      var browser = (Browser) provider.enrolment().orElseThrow().ways().getFirst();
      assertThat(browser.authorizationPage(redirect, "s", "c").toString()).contains("cclog");
      var login = browser.exchange("code", redirect, "verifier");
      var account = ((Ready) provider.accountPreparation().orElseThrow().next(login)).account();
      assertThat(provider.rank(account)).hasValue(2);

      var request = provider.prepare(call(), account);
      var answer = http.send(request);
      assertThat(server.asked(request.uri().getPath()).getFirst().json().path("project").asText())
          .isEqualTo("p-1");
      assertThat(provider.unwrap(JsonBody.MAPPER.readTree(answer.body())).toString())
          .isEqualTo("{\"candidates\":[]}");

      assertThat(provider.quotaReadings().orElseThrow().read(account))
          .extracting(QuotaReading::subject, QuotaReading::exhausted, r -> r.used().orElse(-1))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("claude", true, 150L),
              org.assertj.core.groups.Tuple.tuple("g3-pro", false, 64L));
    }
  }

  private static void script(ScriptedServer server) {
    server
        .answer("/token", 200, "{\"access_token\":\"at\",\"refresh_token\":\"rt\"}")
        .answer("/oauth2/v1/userinfo", 200, "{\"email\":\"a@b.c\"}")
        .answer(
            "/v1internal:loadCodeAssist",
            200,
            "{\"currentTier\":{\"id\":\"g1-pro-tier\"},\"cloudaicompanionProject\":\"p-1\"}")
        .answer("/v1internal:generateContent", 200, "{\"response\":{\"candidates\":[]}}")
        .answer(
            "/v1internal:fetchAvailableModels",
            200,
            """
            {"models":{"claude-sonnet-4-5":{"quotaInfo":{"remainingFraction":0.4}},
             "claude-opus-4-6-thinking":{"quotaInfo":{"remainingFraction":null,
               "resetTime":"2026-01-20T15:00:00Z"}},
             "gemini-3-pro-high":{"quotaInfo":{"remainingFraction":0.8}},"tab_1":{}}}\
            """);
  }

  private static UpstreamCall call() {
    return new UpstreamCall(
        Operation.GENERATE,
        dev.keyrelay.spi.Dialect.GEMINI,
        "gemini-3-flash",
        false,
        SampleCalls.body(Requests.asking("")),
        Headers.NONE);
  }
}
