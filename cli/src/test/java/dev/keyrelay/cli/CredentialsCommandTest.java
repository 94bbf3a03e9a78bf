package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.kit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsCommandTest {

  private static final String KEY = "canary-key-0001-abcd";
  private static final String ACCOUNT =
      """
      {"access_token":"canary-access","refresh_token":"canary-refresh","expiry_date":4102444800000,
       "client_id":"an id","client_secret":"canary's \\\\ secret","scope":"a b","token_type":"Bearer",
       "_proxy_metadata":{"email":"ann@guild.example","tier":"PRO","project_id":"p-1"}}
      """;

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary);
  }

  @Test
  void listShowsWhatThereIsAndNoSecret() throws IOException {
    home.with("ACME_API_KEY", KEY).file("oauth_creds/guild_oauth_1.json", ACCOUNT);
    CommandRun run = home.run("credentials", "list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("ACME_API_KEY", "…abcd", "guild_oauth_1.json", "an***@***.example", "token for")
        .doesNotContain("canary");
    assertThat(home.run("credentials", "list", "--reveal").out()).contains(KEY, "canary-access");
  }

  @Test
  void listSaysWhichAccountsMustLogInIfAGatewayKnows() throws IOException {
    home.file("oauth_creds/guild_oauth_1.json", ACCOUNT);
    JsonNode before = JsonBody.MAPPER.readTree(home.run("credentials", "list", "--json").out());
    assertThat(before.path(0).has("needs_login")).isFalse();
    try (var gateway = new ScriptedServer()) {
      String health =
          "{\"status\":\"ready\",\"needs_login\":[{\"credential\":\"%s\",\"reason\":\"revoked\"}]}"
              .formatted(before.path(0).path("id").asText());
      gateway.answer("/health", 200, health).answer("/health", 200, health);
      home.with("PORT", Integer.toString(gateway.uri("").getPort()));
      assertThat(home.run("credentials", "list").out()).contains("needs login");
      JsonNode after = JsonBody.MAPPER.readTree(home.run("credentials", "list", "--json").out());
      assertThat(after.path(0).path("needs_login").asText()).isEqualTo("revoked");
    }
  }

  @Test
  void listAsJsonHidesSecretsToo() throws IOException {
    home.with("ACME_API_KEY", KEY).file("oauth_creds/guild_oauth_1.json", ACCOUNT);
    CommandRun run = home.run("credentials", "list", "--json");
    assertThat(run.out()).doesNotContain("canary");
    JsonNode cards = JsonBody.MAPPER.readTree(run.out());
    assertThat(cards.findValuesAsText("kind")).containsExactly("key", "account");
    assertThat(cards.path(1).path("tier").asText()).isEqualTo("PRO");
    assertThat(home.run("credentials", "list", "--json", "--reveal").out()).contains(KEY);
  }

  @Test
  void aProviderStandsForItsCredentialsWhereSeveralMayBeNamed() {
    home.with("ACME_API_KEY_1", KEY).with("ACME_API_KEY_2", "another-key");
    CommandRun run = home.run("credentials", "export", "acme", "--reveal");
    assertThat(run.out()).contains("ACME_API_KEY_1=", "ACME_API_KEY_2=another-key");
    run = home.run("credentials", "remove", "acme", "--yes");
    assertThat(run.err()).contains("acme is a provider", "credentials list --provider acme");
  }

  @Test
  void aProviderWithoutCredentialsIsSaidToHaveNone() {
    home.with("ACME_API_KEY", KEY);
    CommandRun run = home.run("credentials", "export", "guild");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("guild is a provider", "keyrelay credentials add guild");
  }

  @Test
  void whatCannotBeWrittenIsSaidInASentence() throws IOException {
    home.file("folder", "in the way");
    CommandRun run =
        home.with("ACME_API_KEY", KEY).run("credentials", "export", "--to", "folder/all.env");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("folder/all.env was not written").doesNotContain("\tat ");
  }

  @Test
  void anEnvFileThatIsNoTextIsSaidInASentence() throws IOException {
    Files.write(home.folder.resolve(".env"), new byte[] {'A', '=', (byte) 0xff, '\n'});
    CommandRun run = home.answering(KEY + "\n", "keys", "add", "acme");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains(".env is no UTF-8 text").doesNotContain("\tat ");
    assertThat(home.run("credentials", "list").err()).contains("keyrelay doctor");
  }

  @Test
  void aProviderThatDoesNotExistIsCorrected() {
    CommandRun run = home.run("credentials", "list", "--provider", "acmee");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("acmee").contains("Did you mean acme?");
  }

  @Test
  void exportedLinesLoadBackToTheSameCredentials() throws Exception {
    home.with("ACME_API_KEY_7", KEY).file("oauth_creds/guild_oauth_3.json", ACCOUNT);
    JsonNode before = revealed(home);
    CommandRun export = home.run("credentials", "export", "--to", "out.env");
    assertThat(export.exitCode()).isZero();
    assertThat(export.all()).doesNotContain("canary");
    assertThat(home.mode("out.env")).isEqualTo("rw-------");

    TestHome empty = new TestHome(temporary.resolve("other"));
    empty.file(".env", home.text("out.env")).file("state/salt", home.text("state/salt"));
    JsonNode after = revealed(empty);
    for (String field : new String[] {"provider", "id", "secret", "expires_at"}) {
      assertThat(after.findValues(field)).isEqualTo(before.findValues(field));
    }
    assertThat(assignments(empty)).isEqualTo(assignments(home));
  }

  private static List<String> assignments(TestHome home) {
    return home.run("credentials", "export", "--reveal")
        .out()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static JsonNode revealed(TestHome home) throws IOException {
    return JsonBody.MAPPER.readTree(home.run("credentials", "list", "--json", "--reveal").out());
  }

  @Test
  void aShellReadsExportedLinesAsTheyAreMeant() throws Exception {
    home.file("oauth_creds/guild_oauth_1.json", ACCOUNT);
    String lines = home.run("credentials", "export", "--single", "--reveal").out();
    assertThat(lines).contains("GUILD_ACCESS_TOKEN=canary-access\n");
    Process shell =
        new ProcessBuilder("sh", "-c", lines + "\nprintf %s \"$GUILD_CLIENT_SECRET|$GUILD_SCOPE\"")
            .start();
    assertThat(new String(shell.getInputStream().readAllBytes()))
        .isEqualTo("canary's \\ secret|a b");
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void nothingSecretIsPrintedUnlessRevealed() {
    home.with("ACME_API_KEY", KEY);
    CommandRun run = home.run("credentials", "export");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("--to").contains("--reveal");
    assertThat(run.all()).doesNotContain("canary");
  }

  @Test
  void anExistingFileIsReplacedOnlyWhenForced() throws IOException {
    home.with("ACME_API_KEY", KEY).file("out.env", "mine\n");
    assertThat(home.run("credentials", "export", "--to", "out.env").err()).contains("--force");
    assertThat(home.text("out.env")).isEqualTo("mine\n");
    assertThat(home.run("credentials", "export", "--to", "out.env", "--force").exitCode()).isZero();
    assertThat(home.text("out.env")).contains("ACME_API_KEY_1=" + KEY);
  }

  @Test
  void severalCredentialsDoNotFitIntoOneName() {
    home.with("ACME_API_KEY_1", KEY).with("ACME_API_KEY_2", KEY + "2");
    CommandRun run = home.run("credentials", "export", "--single", "--reveal");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("acme has several");
  }

  @Test
  void removeTakesTheLinesOfOneCredentialOutOfTheFile() throws IOException {
    home.file(
        ".env",
        "# mine\nACME_API_KEY_1="
            + KEY
            + "\nPORT=9\nGUILD_1_ACCESS_TOKEN=canary-a\n"
            + "GUILD_1_REFRESH_TOKEN=canary-r\nGUILD_1_EMAIL=a@b.c\nGUILD_2_ACCESS_TOKEN=x\n");
    assertThat(home.run("credentials", "remove", "ACME_API_KEY_1", "--yes").exitCode()).isZero();
    assertThat(home.run("credentials", "remove", "GUILD_1_ACCESS_TOKEN", "--yes").exitCode())
        .isZero();
    assertThat(home.text(".env")).isEqualTo("# mine\nPORT=9\nGUILD_2_ACCESS_TOKEN=x\n");
  }

  @Test
  void removeDeletesAnAccountsFileByTheBeginningOfItsId() throws IOException {
    home.file("oauth_creds/guild_oauth_1.json", ACCOUNT);
    String id =
        JsonBody.MAPPER
            .readTree(home.run("credentials", "list", "--json").out())
            .path(0)
            .path("id")
            .asText();
    assertThat(home.run("credentials", "remove", id.substring(0, 6), "--yes").exitCode()).isZero();
    assertThat(home.folder.resolve("oauth_creds/guild_oauth_1.json")).doesNotExist();
  }

  @Test
  void removeNeedsConsentAndSaysWhereACredentialOfTheProcessIsSet() throws IOException {
    home.with("ACME_API_KEY_1", KEY).file(".env", "ACME_API_KEY_2=" + KEY + "2\n");
    assertThat(home.run("credentials", "remove", "ACME_API_KEY_2").err()).contains("--yes");
    assertThat(home.run("credentials", "remove", "ACME_API_KEY_1", "--yes").err())
        .contains("process environment");
    assertThat(home.text(".env")).contains("ACME_API_KEY_2");
  }

  @Test
  void testSaysWhichCredentialsTheProviderTakes() throws IOException {
    try (var upstream = new FakeUpstream(KEY)) {
      home.with("ACME_API_BASE", upstream.address())
          .with("ACME_API_KEY_1", KEY)
          .with("ACME_API_KEY_2", "canary-key-wrong-0002");
      CommandRun run = home.run("credentials", "test");
      assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(run.out()).contains("2 models").contains("401").doesNotContain("canary");
      assertThat(upstream.requests).hasSize(2);
      assertThat(home.run("credentials", "test", "ACME_API_KEY_1").exitCode()).isZero();
    }
  }

  @Test
  void testWithAModelAsksItWithThatCredentialAlone() throws IOException {
    try (var upstream = new FakeUpstream(KEY)) {
      home.with("ACME_API_BASE", upstream.address())
          .with("ACME_API_KEY_1", "canary-key-wrong-0002")
          .with("ACME_API_KEY_2", KEY);
      CommandRun run =
          home.run("credentials", "test", "ACME_API_KEY_2", "--model", "small", "--json");
      assertThat(run.exitCode()).isZero();
      assertThat(upstream.requests).containsExactly("POST /chat/completions " + KEY);
    }
  }

  @Test
  void addingAKeyKeepsTheFileAndMakesItPrivate() throws IOException {
    home.with("ACME_API_KEY_1", "canary-of-the-process-1").file(".env", "# mine\nPORT=9 # here\n");
    Files.setPosixFilePermissions(
        home.folder.resolve(".env"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    CommandRun run = home.answering(KEY + "\n", "keys", "add", "acme");
    assertThat(run.exitCode()).isZero();
    assertThat(run.all()).contains("ACME_API_KEY_2").doesNotContain("canary");
    assertThat(home.text(".env")).isEqualTo("# mine\nPORT=9 # here\nACME_API_KEY_2=" + KEY + "\n");
    assertThat(home.mode(".env")).isEqualTo("rw-------");
  }

  @Test
  void theSameKeyIsNotStoredTwice() {
    assertThat(home.answering(KEY + "\n", "keys", "add", "acme").exitCode()).isZero();
    CommandRun again = home.answering(KEY + "\n", "keys", "add", "acme");
    assertThat(again.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(again.err()).contains("there already").contains("ACME_API_KEY_1");
  }

  @Test
  void aProviderOfOnesOwnIsStoredWithItsAddress() throws IOException {
    assertThat(home.answering(KEY + "\n", "keys", "add", "mine").err()).contains("--base");
    assertThat(home.answering(KEY + "\n", "keys", "add", "mine", "--base", "http://127.0.0.1:9/v1"))
        .satisfies(run -> assertThat(run.exitCode()).isZero());
    assertThat(home.text(".env"))
        .isEqualTo("MINE_API_KEY_1=" + KEY + "\nMINE_API_BASE=http://127.0.0.1:9/v1\n");
    assertThat(home.run("credentials", "list").out()).contains("mine");
  }

  @Test
  void noKeyAndAKeyOfTwoWordsAreRefused() {
    assertThat(home.answering("\n", "keys", "add", "acme").err()).contains("No key");
    CommandRun run = home.answering("canary and more\n", "keys", "add", "acme");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.all()).contains("one word").doesNotContain("canary");
  }
}
