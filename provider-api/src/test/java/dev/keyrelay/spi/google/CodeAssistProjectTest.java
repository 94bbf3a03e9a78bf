package dev.keyrelay.spi.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.AccountPreparation.Ready;
import dev.keyrelay.spi.AccountPreparation.Refused;
import dev.keyrelay.spi.AccountPreparation.Step;
import dev.keyrelay.spi.AccountPreparation.Waiting;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.MapSettings;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.kit.TestContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CodeAssistProjectTest {

  private static final String LOAD = "/v1internal:loadCodeAssist";
  private static final String ONBOARD = "/v1internal:onboardUser";
  private static final String ALLOWED =
      """
      {"allowedTiers":[{"id":"legacy-tier"},{"id":"free-tier","isDefault":true}]}\
      """;

  private final ScriptedServer server = new ScriptedServer();
  private final ManualClock clock = new ManualClock();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void projectAndPaidTierComeFromTheService() throws Exception {
    server.answer(
        LOAD,
        200,
        """
        {"currentTier":{"id":"free-tier"},"paidTier":{"id":"g1-pro-tier"},
         "cloudaicompanionProject":{"id":"their-project"}}\
        """);

    var account = ready(projects().next(account()));

    assertThat(account.attributes())
        .containsOnly(
            Map.entry("project_id", "their-project"),
            Map.entry("tier", "PRO"),
            Map.entry("tier_full", "Google One AI PRO"));
    assertThat(CodeAssistProject.rank(account)).hasValue(2);
    assertThat(server.asked(LOAD).getFirst().headers().first("Authorization"))
        .contains("Bearer at");
    assertThat(server.asked(LOAD).getFirst().json().has("cloudaicompanionProject")).isFalse();
  }

  @Test
  void configuredProjectBeatsAllOthers() throws Exception {
    server.answer(
        LOAD,
        200,
        "{\"currentTier\":{\"id\":\"standard-tier\"},\"cloudaicompanionProject\":\"theirs\"}");
    var projects = projects("PROJECT_ID", "mine");
    var stored = account().withAttribute("project_id", "old");

    assertThat(projects.of(stored)).contains("mine");
    assertThat(ready(projects.next(stored)).attribute("project_id")).contains("mine");
    assertThat(server.asked(LOAD).getFirst().json().path("cloudaicompanionProject").asText())
        .isEqualTo("mine");
  }

  @Test
  void accountWithAProjectIsCompleteWithoutACall() {
    assertThat(projects().isComplete(account())).isFalse();
    assertThat(projects().isComplete(account().withAttribute("project_id", "p"))).isTrue();
    assertThat(projects("PROJECT_ID", "mine").isComplete(account())).isTrue();
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void newAccountIsSignedUpAndPolledUntilDone() throws Exception {
    server
        .answer(LOAD, 200, ALLOWED)
        .answer(ONBOARD, 200, "{\"name\":\"operations/abc\",\"done\":false}")
        .answer("/v1internal/operations/abc", 200, "{\"name\":\"operations/abc\"}")
        .answer(
            "/v1internal/operations/abc",
            200,
            "{\"done\":true,\"response\":{\"cloudaicompanionProject\":{\"id\":\"fresh\"}}}");
    var projects = projects("X", "y");

    var first = (Waiting) projects.next(account());
    assertThat(first.delay()).isEqualTo(Duration.ofSeconds(5));
    var second = (Waiting) projects.next(first.account());
    var account = ready(projects.next(second.account()));

    assertThat(account.attributes())
        .containsOnly(
            Map.entry("project_id", "fresh"),
            Map.entry("tier", "FREE"),
            Map.entry("tier_full", "FREE"));
    assertThat(server.asked(ONBOARD).getFirst().json().path("tierId").asText())
        .isEqualTo("free-tier");
  }

  @Test
  void freeTierIsAskedForWithoutAProject() throws Exception {
    server.answer(LOAD, 200, ALLOWED).answer(ONBOARD, 200, "{\"done\":true}");

    var account = ready(projects("PROJECT_ID", "mine").next(account()));

    assertThat(server.asked(ONBOARD).getFirst().json().has("cloudaicompanionProject")).isFalse();
    assertThat(account.attribute("project_id")).contains("mine");
  }

  @Test
  void signUpWithoutOperationNameIsAskedAgain() throws Exception {
    server
        .answer(LOAD, 200, ALLOWED)
        .answer(ONBOARD, 200, "{\"done\":false}")
        .answer(
            ONBOARD, 200, "{\"done\":true,\"response\":{\"cloudaicompanionProject\":\"fresh\"}}");
    var projects = projects();

    var waiting = (Waiting) projects.next(account());

    assertThat(ready(projects.next(waiting.account())).attribute("project_id")).contains("fresh");
  }

  @Test
  void signUpThatNeverEndsIsGivenUp() throws Exception {
    server.answer(LOAD, 200, ALLOWED).answer(ONBOARD, 200, "{\"name\":\"operations/a\"}");
    var projects = projects();
    var waiting = (Waiting) projects.next(account());

    clock.advance(Duration.ofMinutes(6));

    assertThat(((Refused) projects.next(waiting.account())).message())
        .contains("5 minutes", "ACME_PROJECT_ID");
  }

  @Test
  void ineligibleAccountIsToldWhy() throws Exception {
    server.answer(
        LOAD,
        200,
        """
        {"ineligibleTiers":[{"reasonCode":"UNSUPPORTED_LOCATION",
         "reasonMessage":"Not available in your location.","validationUrl":"https://g.example"}]}\
        """);

    assertThat(((Refused) projects().next(account())).message())
        .contains("Not available in your location.", "https://g.example");
  }

  @Test
  void refusedClientIsToldInTheServicesWords() throws Exception {
    server.answer(
        LOAD, 403, "{\"error\":{\"code\":403,\"message\":\"This client is not supported.\"}}");

    assertThat(((Refused) projects().next(account())).message())
        .isEqualTo("This client is not supported.");
  }

  @Test
  void securityPerimeterWithAProjectCountsAsStandardTier() throws Exception {
    server.answer(
        LOAD,
        403,
        "{\"error\":{\"message\":\"x\",\"details\":[{\"reason\":\"SECURITY_POLICY_VIOLATED\"}]}}");

    assertThat(ready(projects("PROJECT_ID", "mine").next(account())).attribute("tier"))
        .contains("PRO");
  }

  @Test
  void brokenServiceMayBeTriedLater() {
    server.answer(LOAD, 503, "{\"error\":{\"message\":\"busy\"}}").answer(LOAD, 200, "<html>");

    assertThatThrownBy(() -> projects().next(account()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("loadCodeAssist: status 503");
    assertThatThrownBy(() -> projects().next(account()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not JSON");
  }

  @Test
  void paidAccountWithoutProjectFindsOneAmongItsOwn() throws Exception {
    String services = "/services/cloudaicompanion.googleapis.com";
    server
        .answer(LOAD, 200, "{\"currentTier\":{\"id\":\"standard-tier\"}}")
        .answer(
            "/v1/projects",
            200,
            """
            {"projects":[{"projectId":"gone","lifecycleState":"DELETE_REQUESTED"},
             {"projectId":"without","lifecycleState":"ACTIVE"},
             {"projectId":"with-it","lifecycleState":"ACTIVE"}]}\
            """)
        .answer("/v1/projects/without" + services, 200, "{\"state\":\"DISABLED\"}")
        .answer("/v1/projects/with-it" + services, 200, "{\"state\":\"ENABLED\"}")
        .answer(LOAD, 200, "{\"currentTier\":{\"id\":\"standard-tier\"}}");

    assertThat(ready(projects().next(account())).attribute("project_id")).contains("with-it");
  }

  private CodeAssistProject projects(String... settings) {
    var all = new java.util.HashMap<>(MapSettings.of(settings).values());
    all.put("OAUTH_BASE", server.uri("").toString());
    var context = new TestContext("acme", new MapSettings(all), clock, new PlainSideHttp());
    return new CodeAssistProject(context, server.uri(""), "ACME");
  }

  private static OAuthAccount ready(Step step) {
    assertThat(step).isInstanceOf(Ready.class);
    return ((Ready) step).account();
  }

  private static OAuthAccount account() {
    return new OAuthAccount(
        "a", Secret.of("at"), Optional.empty(), Optional.empty(), Map.of(), Map.of());
  }
}
