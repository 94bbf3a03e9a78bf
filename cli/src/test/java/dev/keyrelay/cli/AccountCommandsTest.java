package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCommandsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern PAGE = Pattern.compile("redirect_uri=(\\S+?)&state=(\\S+)");

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary);
  }

  /** A person who reads the page from the terminal and may paste lines. */
  private final class Person implements Answers {

    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    CompletableFuture<Integer> run(String... arguments) {
      Surroundings surroundings =
          new Surroundings(
              new Console(new PrintWriter(out), new PrintWriter(err), false),
              this,
              home.variables(),
              home.folder,
              home.distribution(),
              Surroundings.Time.REAL);
      return CompletableFuture.supplyAsync(() -> Main.commandLine(surroundings).execute(arguments));
    }

    Matcher page() {
      Awaitility.await().atMost(PATIENCE).until(() -> PAGE.matcher(err.toString()).find());
      Matcher page = PAGE.matcher(err.toString());
      assertThat(page.find()).isTrue();
      return page;
    }

    @Override
    public boolean interactive() {
      return true;
    }

    @Override
    public Optional<String> line(String question) {
      try {
        return Optional.of(lines.take());
      } catch (InterruptedException e) {
        return Optional.empty();
      }
    }

    @Override
    public Optional<String> secret(String question) {
      return line(question);
    }
  }

  @Test
  void aLoginInABrowserComesBackAndIsStoredForItsOwnerAlone() throws Exception {
    var person = new Person();
    var run = person.run("credentials", "add", "guild");
    Matcher page = person.page();
    URI redirect = URI.create(URLDecoder.decode(page.group(1), StandardCharsets.UTF_8));
    try (HttpClient client = HttpClient.newHttpClient()) {
      var callback = URI.create(redirect + "?code=ann%40guild.example&state=" + page.group(2));
      client.send(HttpRequest.newBuilder(callback).build(), BodyHandlers.discarding());
    }
    assertThat(run.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isZero();
    assertThat(person.out.toString()).contains("guild_oauth_1.json").doesNotContain("canary");
    assertThat(home.mode("oauth_creds/guild_oauth_1.json")).isEqualTo("rw-------");
    assertThat(home.text("oauth_creds/guild_oauth_1.json")).contains("canary-refresh-ann");
    assertThat(home.run("credentials", "list").out()).contains("guild_oauth_1.json");
  }

  @Test
  void onAMachineWithoutABrowserTheAddressIsPasted() throws Exception {
    var person = new Person();
    var run = person.run("credentials", "add", "guild", "--no-callback", "--port", "8085");
    Matcher page = person.page();
    assertThat(URLDecoder.decode(page.group(1), StandardCharsets.UTF_8))
        .isEqualTo("http://localhost:8085/callback");
    person.lines.add("http://localhost:8085/callback?code=x&state=another");
    Awaitility.await().atMost(PATIENCE).until(() -> person.err.toString().contains("its state"));
    person.lines.add("http://localhost:8085/callback?code=bo%40x.y&state=" + page.group(2));
    assertThat(run.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isZero();
    assertThat(home.text("oauth_creds/guild_oauth_1.json")).contains("bo@x.y");
  }

  @Test
  void anAccountThatLogsInBesideARunningGatewayServesAndOneThatIsRemovedDoesNot() throws Exception {
    try (var upstream = new FakeUpstream("canary-access-di@guild.example")) {
      home.with("GUILD_API_BASE", upstream.address()).with("KEYRELAY_SALT", "s");
      try (var running = new RunningHome(home)) {
        assertThat(running.chat("guild/small").statusCode()).isEqualTo(400);
        var person = new Person();
        var run = person.run("credentials", "add", "guild", "--no-callback");
        Matcher page = person.page();
        person.lines.add("http://localhost/?code=di%40guild.example&state=" + page.group(2));
        assertThat(run.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isZero();
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> running.chat("guild/small").statusCode() == 200);

        assertThat(home.run("credentials", "remove", "guild_oauth_1.json", "--yes").exitCode())
            .isZero();
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> running.chat("guild/small").statusCode() == 400);
        assertThat(home.folder.resolve("oauth_creds/guild_oauth_1.json")).doesNotExist();
      }
    }
  }

  @Test
  void aKeyThatIsAddedBesideARunningGatewayServesAlsoOneOfAProviderOfTheUsersOwn()
      throws Exception {
    try (var upstream = new FakeUpstream("canary-key-0001-abcd", "canary-key-0002-abcd")) {
      home.with("ACME_API_BASE", upstream.address());
      try (var running = new RunningHome(home)) {
        home.answering("canary-key-0001-abcd\n", "keys", "add", "acme");
        String own = upstream.address();
        var added = home.answering("canary-key-0002-abcd\n", "keys", "add", "own", "--base", own);
        assertThat(added.exitCode()).as(added.err()).isZero();
        for (String model : new String[] {"acme/small", "own/small"}) {
          Awaitility.await().atMost(PATIENCE).until(() -> running.chat(model).statusCode() == 200);
        }
        assertThat(home.run("credentials", "remove", "ACME_API_KEY_1", "--yes").exitCode())
            .isZero();
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> running.chat("acme/small").statusCode() == 400);
        assertThat(running.chat("own/small").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aRefusedLoginIsExplainedWithoutATrace() {
    var person = new Person();
    var run = person.run("credentials", "add", "guild", "--no-callback");
    Matcher page = person.page();
    person.lines.add("http://localhost/callback?code=bad&state=" + page.group(2));
    assertThat(run.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isEqualTo(1);
    assertThat(person.err.toString())
        .contains("the guild refuses the code")
        .doesNotContain("\tat ");
    assertThat(home.folder.resolve("oauth_creds/guild_oauth_1.json")).doesNotExist();
  }

  @Test
  void aLoginByCodeShowsPageAndCode() throws IOException {
    home.with("GUILD_WAY", "device");
    CommandRun run = home.run("credentials", "add", "guild", "--json");
    assertThat(run.err()).contains("http://guild.example/device", "ABCD-1234");
    assertThat(run.exitCode()).isZero();
    assertThat(run.all()).doesNotContain("canary");
    assertThat(home.text("oauth_creds/guild_oauth_1.json")).contains("dee@guild.example");
  }

  @Test
  void aProviderOfKeysAsksForOne() throws IOException {
    CommandRun run = home.answering("canary-key-0001-abcd\n", "credentials", "add", "acme");
    assertThat(run.exitCode()).isZero();
    assertThat(run.all()).contains("ACME_API_KEY_1").doesNotContain("canary");
    assertThat(home.text(".env")).isEqualTo("ACME_API_KEY_1=canary-key-0001-abcd\n");
  }

  @Test
  void aWayThatAProviderDoesNotHaveIsRefused() {
    CommandRun run = home.run("credentials", "add", "guild", "--by", "device");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("by device").contains("browser");
  }

  @Test
  void accountsAreImportedEncryptedAndDecrypted() throws IOException {
    home.file("mine.json", "{\"access_token\":\"canary-a\",\"refresh_token\":\"canary-r\"}");
    CommandRun run = home.run("credentials", "import", "mine.json", "--provider", "guild");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String file = "oauth_creds/guild_oauth_1.json";
    assertThat(home.text(file)).contains("canary-a");
    assertThat(home.run("credentials", "encrypt").err()).contains("KEYRELAY_MASTER_KEY");

    assertThat(home.run("credentials", "encrypt", "--make-key", "key").exitCode()).isZero();
    assertThat(home.mode("key")).isEqualTo("rw-------");
    home.with("KEYRELAY_MASTER_KEY_FILE", home.folder.resolve("key").toString());
    assertThat(home.run("credentials", "encrypt").out()).contains("encrypted guild_oauth_1.json");
    assertThat(home.text(file)).doesNotContain("canary");
    assertThat(home.mode(file)).isEqualTo("rw-------");
    assertThat(home.run("credentials", "list").out()).contains("guild_oauth_1.json");
    assertThat(home.run("credentials", "decrypt").exitCode()).isZero();
    assertThat(home.text(file)).contains("canary-a");
    assertThat(home.mode(file)).isEqualTo("rw-------");
  }

  @Test
  void loginsOfOtherProgramsAreLookedForInTheUsersHome() throws IOException {
    Path user = Files.createDirectories(temporary.resolve("user"));
    home.with("HOME", user.toString());
    assertThat(home.run("credentials", "import").err()).contains("~/.gemini");
  }

  @Test
  void aBrokenFileDoesNotKeepTheOthersFromBeingEncrypted() throws IOException {
    home.file("oauth_creds/guild_oauth_1.json", "broken");
    home.file(
        "oauth_creds/guild_oauth_2.json",
        "{\"access_token\":\"canary-a\",\"refresh_token\":\"canary-r\",\"email\":\"me\"}");
    assertThat(home.run("credentials", "list").out()).contains("m***");
    home.run("credentials", "encrypt", "--make-key", "key");
    home.with("KEYRELAY_MASTER_KEY_FILE", home.folder.resolve("key").toString());
    CommandRun run = home.run("credentials", "encrypt");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("guild_oauth_1.json is not JSON");
    assertThat(home.text("oauth_creds/guild_oauth_2.json")).doesNotContain("canary");
  }
}
