package dev.keyrelay.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.cli.TestHome;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials are added from the first key to the new row, without leaving the screen. */
class TalkTest {

  private static final Pattern PAGE = Pattern.compile("redirect_uri=(\\S+?)&state=(\\S+)");

  @TempDir private Path temporary;
  private final List<String> copied = new ArrayList<>();
  private volatile State state = State.of(Facts.NONE, Instant.EPOCH).withTab(Tab.CREDENTIALS);
  private TestHome home;
  private RealErrands errands;
  private Desk desk;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary);
  }

  @AfterEach
  void end() {
    errands.close();
  }

  private void open() {
    errands =
        new RealErrands(home.house(), InstantSource.system(), this::update, () -> {}, copied::add);
    desk = new Desk(errands);
    errands.readFacts();
    await().atMost(Duration.ofSeconds(60)).until(() -> !state.facts().services().isEmpty());
  }

  private void add(String provider) {
    open();
    type("a");
    type(provider);
    enter();
  }

  private synchronized void update(UnaryOperator<State> change) {
    state = change.apply(state);
  }

  private void key(KeyEvent key) {
    update(before -> desk.key(before, key));
  }

  private void type(String text) {
    text.chars().forEach(c -> key(KeyEvent.ofChar((char) c)));
  }

  private void enter() {
    key(KeyEvent.ofKey(KeyCode.ENTER));
  }

  private String screen() {
    return Shown.of(state);
  }

  private void awaited(String text) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(screen()).contains(text));
  }

  /** What the command has printed, unbroken. */
  private Matcher page() {
    awaited("guild.example/login");
    var talk = (Talk) state.dialog().orElseThrow();
    Matcher page = PAGE.matcher(talk.page().orElseThrow());
    assertThat(page.find()).isTrue();
    return page;
  }

  @Test
  void aLoginInABrowserShowsItsPageAndThenTheNewAccount() throws Exception {
    home.file(".env", "ACME_API_KEY_1=canary-key-0001-abcd\n");
    add("guild");
    Matcher page = page();
    awaited("Waiting for it to come back");
    assertThat(screen()).contains("Esc break off", "Ctrl-Y copy");
    key(KeyEvent.ofChar('y', KeyModifiers.CTRL));
    assertThat(copied).singleElement().asString().contains("guild.example/login");
    URI redirect = URI.create(URLDecoder.decode(page.group(1), StandardCharsets.UTF_8));
    try (HttpClient client = HttpClient.newHttpClient()) {
      var callback = URI.create(redirect + "?code=ann%40guild.example&state=" + page.group(2));
      client.send(HttpRequest.newBuilder(callback).build(), BodyHandlers.discarding());
    }
    awaited("Enter goes back.");
    assertThat(screen()).contains("Logged in").doesNotContain("canary");
    await().atMost(Duration.ofSeconds(60)).until(() -> state.row() == 1);
    enter();
    assertThat(screen()).contains("guild_oauth_1.json").doesNotContain("canary");
  }

  @Test
  void withThePortTakenTheAddressIsPastedAndAWrongOneIsExplained() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      home.with("GUILD_PORT", String.valueOf(taken.getLocalPort()));
      add("guild");
      Matcher page = page();
      awaited("is taken");
      awaited("Paste the address");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> ((Talk) state.dialog().orElseThrow()).question().isPresent());
      type("http://localhost/?code=x&state=another");
      enter();
      awaited("its state is another");
      awaited("Enter answer");
      type("http://localhost/?code=bo%40x.y&state=" + page.group(2));
      enter();
      awaited("Logged in");
      assertThat(home.text("oauth_creds/guild_oauth_1.json")).contains("bo@x.y");
    }
  }

  @Test
  void aRefusalInTheBrowserIsSaid() {
    add("guild");
    Matcher page = page();
    awaited("Enter answer");
    type("http://localhost/?error=access_denied&state=" + page.group(2));
    enter();
    awaited("the login was refused in the browser");
    awaited("Enter goes back.");
    assertThat(screen()).doesNotContain("\tat ");
    enter();
    assertThat(state.dialog()).isEmpty();
  }

  @Test
  void ofSeveralWaysOneIsChosenAndTheCodeOfADeviceIsShown() {
    home.with("GUILD_WAY", "key,device");
    add("guild");
    awaited("paste an API key");
    key(KeyEvent.ofKey(KeyCode.DOWN));
    enter();
    awaited("ABCD-1234");
    awaited("Logged in");
    awaited("Enter goes back.");
    key(KeyEvent.ofKey(KeyCode.ESCAPE));
    awaited("guild_oauth_1.json");
  }

  @Test
  void aKeyIsNotShownWhileItIsTyped() throws IOException {
    home.with("GUILD_WAY", "key,device");
    add("guild");
    awaited("paste an API key");
    enter();
    awaited("http://guild.example/keys");
    awaited("The key of guild");
    type("canary-key-0001-abcd");
    assertThat(screen()).contains("•••••").doesNotContain("canary");
    enter();
    awaited("Stored as GUILD_API_KEY_1");
    assertThat(home.text(".env")).isEqualTo("GUILD_API_KEY_1=canary-key-0001-abcd\n");
    assertThat(state.toString()).doesNotContain("canary");
  }

  @Test
  void aCodeThatExpiredIsSaid() {
    home.with("GUILD_WAY", "expired");
    add("guild");
    awaited("the code has expired");
    awaited("Enter goes back.");
  }

  @Test
  void aLoginThatIsBrokenOffLeavesNothingAndAnotherMayBegin() {
    home.with("GUILD_WAY", "pending");
    add("guild");
    awaited("ABCD-1234");
    key(KeyEvent.ofKey(KeyCode.ESCAPE));
    assertThat(screen()).contains("Broken off");
    assertThat(home.folder.resolve("oauth_creds/guild_oauth_1.json")).doesNotExist();
    type("aacme");
    enter();
    awaited("The key of acme");
    key(KeyEvent.ofChar('c', KeyModifiers.CTRL));
    assertThat(state.dialog()).isEmpty();
  }
}
