package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a running gateway, or do without. */
class QuestionsTest {

  private static final String KEY = "canary-key-0001-abcd";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary);
  }

  @Test
  void usageIsReadFromTheRunningGatewayAndAfterwardsFromWhatItKept() throws Exception {
    try (var upstream = new FakeUpstream(KEY)) {
      home.with("ACME_API_BASE", upstream.address())
          .with("ACME_API_KEY_1", KEY)
          .with("QUOTA_WINDOW_ACME_ALL", "4/5h");
      try (var running = new RunningHome(home)) {
        chat(running.address());
        CommandRun run = home.run("quota", "--credentials");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
            .contains("acme", "1/1 credential ", "  ACME_API_KEY_1 ", "RESETS")
            .containsPattern("█{9}░{3} +75% +in (4h 59m|5h 0m) +1 +4");
        assertThat(run.all()).doesNotContain("canary");
        Files.delete(home.folder.resolve("state/address"));
        assertThat(home.run("quota").err()).contains("--gateway");
      }
      JsonNode kept = JsonBody.MAPPER.readTree(home.run("quota", "--json").out());
      assertThat(kept.at("/providers/acme/total_requests").asInt()).isEqualTo(1);
    }
  }

  @Test
  void modelsComeFromTheRunningGatewayOrFromTheProviders() throws IOException {
    try (var upstream = new FakeUpstream(KEY)) {
      home.with("ACME_API_BASE", upstream.address())
          .with("ACME_API_KEY_1", KEY)
          .with("IGNORE_MODELS_ACME", "large");
      assertThat(home.run("models").out()).contains("acme/small").doesNotContain("acme/large");
      try (var running = new RunningHome(home)) {
        assertThat(home.run("route", "explain", "acme/small", "--gateway", running.address()).out())
            .contains("acme/small → acme/small", "→ ACME_API_KEY_1");
        CommandRun run = home.run("models", "--json", "--gateway", running.address());
        assertThat(JsonBody.MAPPER.readTree(run.out()).findValuesAsText("id"))
            .containsExactly("acme/small");
      }
    }
  }

  @Test
  void changedFiltersAndDeclarationsAreInEffectWithoutARestart() throws IOException {
    try (var upstream = new FakeUpstream(KEY)) {
      home.with("ACME_API_BASE", upstream.address()).with("ACME_API_KEY_1", KEY);
      try (var running = new RunningHome(home)) {
        assertThat(home.run("models", "--gateway", running.address()).out()).contains("acme/large");
        // In the file, which the gateway watches: what it is told beside it is true for a moment.
        Files.writeString(
            home.folder.resolve(".env"),
            "IGNORE_MODELS_ACME=large\nACME_MODELS='[\"own\"]'\nMODEL_ROUTE_BEST=acme/own\n");
        await()
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(
                () ->
                    assertThat(home.run("models", "--gateway", running.address()).out())
                        .contains("acme/small", "acme/own")
                        .doesNotContain("acme/large"));
        assertThat(home.run("route", "explain", "best", "--gateway", running.address()).out())
            .contains("best → acme/own");
      }
    }
  }

  @Test
  void aGatewayThatDoesNotAnswerIsNamed() {
    CommandRun run = home.run("models", "--gateway", "http://127.0.0.1:9");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("http://127.0.0.1:9").doesNotContain("\tat ");
  }

  @Test
  void aRouteIsExplainedWithoutARunningGateway() throws IOException {
    home.with("ACME_API_KEY_1", KEY)
        .with("MINE_API_BASE", "http://127.0.0.1:9")
        .with("MINE_API_KEY", KEY)
        .with("FALLBACK_GROUP_BEST", "acme/large,mine/small");
    CommandRun run = home.run("route", "explain", "best");
    assertThat(run.out()).contains("acme/large", "mine/small", "ACME_API_KEY_1");
    JsonNode json = JsonBody.MAPPER.readTree(home.run("route", "explain", "best", "--json").out());
    assertThat(json.path("targets").findValuesAsText("target"))
        .containsExactly("acme/large", "mine/small");
    CommandRun nobody = home.run("route", "explain", "nobody/x");
    assertThat(nobody.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(nobody.out()).contains("is served by nobody").contains("left out: nobody/x");
  }

  @Test
  void theDoctorExplainsEveryVariableAndEveryContradiction() {
    home.with("ACME_API_KEY_1", KEY)
        .with("ROTATION_MODE_ACME", "balanced")
        .with("WHITELIST_MODELS_ACME", "small")
        .with("KEYRELAY_HOST", "0.0.0.0")
        .with("MODEL_ROUTE_X", "guild/x")
        .with("ROTATION_MODE_ACMEE", "balanced");
    CommandRun run = home.run("doctor");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out())
        .contains("ROTATION_MODE_ACME = balanced  (the process environment)")
        .contains("Spread requests over all credentials")
        .contains("ACME_API_KEY_1 = (secret, 20 characters)")
        .contains("no IGNORE_MODELS")
        .contains("ERROR KEYRELAY_HOST")
        .contains("no credential of guild")
        .contains("WARNING ROTATION_MODE_ACMEE")
        .doesNotContain("canary");
  }

  @Test
  void theDoctorCallsProvidersWhenItMay() throws IOException {
    try (var upstream = new FakeUpstream(KEY)) {
      home.with("ACME_API_BASE", upstream.address()).with("ACME_API_KEY_1", KEY);
      assertThat(home.run("doctor").exitCode()).isZero();
      assertThat(upstream.requests).isEmpty();
      assertThat(home.run("doctor", "--online").out())
          .contains("answers  acme")
          .contains("2 models");
      home.with("ACME_API_KEY_2", "canary-key-wrong-0002");
      CommandRun run = home.run("doctor", "--online", "--json");
      assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
      JsonNode calls = JsonBody.MAPPER.readTree(run.out()).path("calls");
      assertThat(calls.findValuesAsText("answered")).containsExactly("true", "false");
    }
  }

  @Test
  void theCompletionScriptKnowsTheCommands() throws Exception {
    String script = home.run("completion", "bash").out();
    assertThat(script).contains("credentials").contains("--gateway");
    Path file = temporary.resolve("completion");
    java.nio.file.Files.writeString(file, script);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source "
                    + file
                    + " && COMP_WORDS=(keyrelay credentials e) COMP_CWORD=2"
                    + " && _complete_keyrelay && echo \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes())).contains("export");
    assertThat(home.run("completion", "zsh").out()).contains("compinit");
  }

  private void chat(String address) throws IOException, InterruptedException {
    String body =
        "{\"model\":\"acme/small\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    try (HttpClient client = HttpClient.newHttpClient()) {
      var reply =
          client.send(
              HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                  .header("Authorization", "Bearer " + home.text("state/proxy_api_key").strip())
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    }
  }
}
