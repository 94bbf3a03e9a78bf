package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with which an operator changes what a running gateway lends. */
class OperatorCommandsTest {

  private static final String KEY = "canary-key-0001-abcd";
  private static final String OTHER = "canary-key-0002-efgh";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void prepare() throws IOException {
    home =
        new TestHome(temporary)
            .with("ACME_API_BASE", "http://127.0.0.1:9")
            .with("ACME_API_KEY_1", KEY)
            .with("ACME_API_KEY_2", OTHER);
  }

  private CommandRun run(RunningHome running, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--gateway", running.address()));
    CommandRun run = home.run(all.toArray(String[]::new));
    assertThat(run.all()).doesNotContain("canary").doesNotContain("\tat ");
    return run;
  }

  private JsonNode json(RunningHome running, String... arguments) throws IOException {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    CommandRun run = run(running, all.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonBody.MAPPER.readTree(run.out());
  }

  @Test
  void aCooldownIsSetListedAndClearedInTheRunningGateway() throws IOException {
    try (var running = new RunningHome(home)) {
      assertThat(run(running, "cooldowns", "list").out()).isEqualTo("Nothing cools down.\n");
      CommandRun set =
          run(
              running,
              "cooldowns",
              "set",
              "--credential",
              "ACME_API_KEY_1",
              "--for",
              "2h",
              "--cause",
              "audit");
      assertThat(set.exitCode()).as(set.err()).isZero();
      assertThat(set.out()).startsWith("acme ACME_API_KEY_1 cools down until ").contains(": audit");
      CommandRun list = run(running, "cooldowns", "list");
      assertThat(list.out())
          .containsPattern("PROVIDER +CREDENTIAL +SCOPE +ENDS +CAUSE +BY")
          .containsPattern("acme +ACME_API_KEY_1 +credential +in (1h 59m|2h 0m) +audit +operator");
      CommandRun route = run(running, "route", "explain", "acme/small");
      assertThat(route.out())
          .contains("→ ACME_API_KEY_2", "1 because of cooldown")
          .containsPattern("ACME_API_KEY_1: audit \\(operator, until 20[-0-9T:.]+Z\\)");
      CommandRun cleared = run(running, "cooldowns", "clear", "--provider", "ACME");
      assertThat(cleared.out()).isEqualTo("1 cooldown ended.\n");
      assertThat(json(running, "cooldowns", "list").path("cooldowns")).isEmpty();
    }
  }

  @Test
  void whereAConversationWouldGoIsSaid() throws IOException {
    try (var running = new RunningHome(home)) {
      assertThat(run(running, "route", "explain", "acme/small").out())
          .contains("rendezvous", "ACME_API_KEY_1  0 under way, chosen with 50 %")
          .doesNotContain("→ ACME");
      assertThat(run(running, "route", "explain", "acme/small", "--session", "one").out())
          .contains("rendezvous", "→ ACME_API_KEY_")
          .doesNotContain("chosen with");
      assertThat(run(running, "route", "explain", "acme/small", "--operation", "EMBED").out())
          .contains("sequential", "→ ACME_API_KEY_1");
    }
  }

  @Test
  void aRequestSaysWhereItsConversationWouldGo() throws IOException {
    Path request = temporary.resolve("request.json");
    Files.writeString(
        request,
        "{\"model\":\"acme/small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    try (var running = new RunningHome(home)) {
      assertThat(run(running, "route", "explain", "--request", request.toString()).out())
          .contains("acme/small", "rendezvous", "→ ACME_API_KEY_")
          .doesNotContain("chosen with");
      assertThat(run(running, "route", "sessions").out())
          .isEqualTo("No conversation is remembered.\n");
      assertThat(json(running, "route", "sessions", "--provider", "ACME").path("sessions"))
          .isEmpty();
      assertThat(run(running, "route", "explain").err()).contains("No model is named");
      assertThat(run(running, "route", "explain", "--request", "nowhere").err())
          .contains("nowhere");
    }
  }

  @Test
  void cooldownsOfEveryScopeAreChosenByTheirOptions() throws IOException {
    try (var running = new RunningHome(home)) {
      String id = json(running, "quota").at("/providers/acme/credentials/0/stable_id").asText();
      String beginning = id.substring(0, 6);
      String until =
          Instant.now().plus(Duration.ofDays(9)).truncatedTo(ChronoUnit.SECONDS).toString();
      assertThat(
              json(running, "cooldowns", "set", "--credential", beginning, "--until", until)
                  .path("until")
                  .asText())
          .isEqualTo(until);
      for (String scope : List.of("credential_model", "credential_quota_group")) {
        json(
            running,
            "cooldowns",
            "set",
            "--credential",
            id,
            "--scope",
            scope,
            "--subject",
            "a b&c",
            "--for",
            "900");
      }
      json(
          running,
          "cooldowns",
          "set",
          "--provider",
          "acme",
          "--scope",
          "provider_model",
          "--subject",
          "large",
          "--for",
          "15m");
      json(running, "cooldowns", "set", "--provider", "acme", "--scope", "PROVIDER", "--for", "9m");
      assertThat(json(running, "cooldowns", "list").path("cooldowns")).hasSize(5);
      assertThat(json(running, "cooldowns", "list", "--subject", "a b&c").findValuesAsText("scope"))
          .containsExactlyInAnyOrder("credential_model", "credential_quota_group");
      assertThat(json(running, "cooldowns", "clear", "--scope", "provider").path("cleared").asInt())
          .isEqualTo(1);
      assertThat(json(running, "cooldowns", "clear", "--credential", id).path("cleared").asInt())
          .isEqualTo(3);
      assertThat(json(running, "cooldowns", "list").findValuesAsText("subject"))
          .containsExactly("large");
    }
  }

  @Test
  void whatTheGatewayDoesNotKnowIsSaidWithWhatItDoesKnow() {
    try (var running = new RunningHome(home)) {
      CommandRun credential = run(running, "credentials", "disable", "ACME_API_KEY_9");
      assertThat(credential.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(credential.err()).contains("\"ACME_API_KEY_9\"", "ACME_API_KEY_2");
      CommandRun provider = run(running, "cooldowns", "clear", "--provider", "nobody");
      assertThat(provider.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(provider.err()).contains("\"nobody\" (expected: one of acme");
      CommandRun scope = run(running, "cooldowns", "list", "--scope", "galaxy");
      assertThat(scope.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(scope.err()).contains("galaxy", "provider_model");
      CommandRun subject = run(running, "cooldowns", "set", "--provider", "acme", "--for", "1h");
      assertThat(subject.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(subject.err()).contains("credential: missing");
    }
  }

  @Test
  void aCooldownWantsOneEnd() {
    CommandRun none = home.run("cooldowns", "set", "--provider", "acme");
    assertThat(none.exitCode()).as(none.err()).isEqualTo(ExitCodes.USAGE);
    assertThat(none.err()).contains("--for").contains("--until");
    CommandRun both =
        home.run("cooldowns", "set", "--for", "1h", "--until", "2027-01-31T12:00:00Z");
    assertThat(both.exitCode()).as(both.err()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void aDisabledCredentialIsLentToNobodyUntilItIsEnabledAlsoAfterARestart() throws IOException {
    try (var running = new RunningHome(home)) {
      CommandRun run = run(running, "credentials", "disable", "ACME_API_KEY_1");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("acme ACME_API_KEY_1 is disabled.\n");
      assertThat(run(running, "route", "explain", "acme/small").out())
          .contains("→ ACME_API_KEY_2", "1 because of operator");
    }
    try (var running = new RunningHome(home)) {
      assertThat(run(running, "route", "explain", "acme/small").out())
          .contains("1 because of operator");
      JsonNode enabled =
          json(running, "credentials", "enable", "ACME_API_KEY_1", "--provider", "acme");
      assertThat(enabled.path("disabled").booleanValue()).isFalse();
      assertThat(run(running, "route", "explain", "acme/small").out())
          .contains("ACME_API_KEY_1")
          .doesNotContain("because of");
    }
  }

  /** The configuration has another port. */
  @Test
  void theGatewayOfTheHomeFolderIsFoundWhereverItListens() {
    try (var _ = new RunningHome(home)) {
      CommandRun list = home.run("cooldowns", "list");
      assertThat(list.exitCode()).as(list.err()).isZero();
      assertThat(list.out()).isEqualTo("Nothing cools down.\n");
    }
    assertThat(home.run("cooldowns", "list").exitCode()).isEqualTo(ExitCodes.FAILED);
  }

  @Test
  void withoutARunningGatewayItIsSaidHowToHaveOne() {
    for (String line :
        List.of("cooldowns list", "cooldowns clear", "credentials disable ACME_API_KEY_1")) {
      CommandRun run = home.run(line.split(" "));
      assertThat(run.exitCode()).as(line).isEqualTo(ExitCodes.FAILED);
      assertThat(run.err())
          .contains("http://127.0.0.1:9", "keyrelay serve", "--gateway URL")
          .doesNotContain("\tat ");
    }
  }
}
