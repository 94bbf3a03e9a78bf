package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.google.GoogleLogin;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.MapSettings;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.TestContext;
import dev.keyrelay.spi.oauth.Pkce;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A login with a browser that runs scripts, keeps cookies, sends forms and follows redirects, from
 * the vendor's page to the callback on this machine.
 */
class HeadlessBrowserLoginTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final SignInPages vendor = new SignInPages();
  private final WebClient browser = new WebClient(BrowserVersion.CHROME);
  private Enrolments enrolments;

  /** It tells every header and event of every page. */
  @BeforeAll
  static void hush() {
    for (String chatty : List.of("org.htmlunit", "org.apache.http")) {
      ((Logger) LoggerFactory.getLogger(chatty)).setLevel(Level.WARN);
    }
  }

  @BeforeEach
  void prepare() {
    browser.getOptions().setTimeout(60_000);
    enrolments =
        new Enrolments(
            _ -> Optional.empty(),
            new AccountFolder(folder, Optional.empty()),
            new ManualClock(),
            _ -> {},
            new SecureRandom());
  }

  @AfterEach
  void stop() {
    browser.close();
    vendor.close();
  }

  private BrowserLogin login() throws IOException {
    Enrolment.Browser way =
        new GoogleLogin(
            new TestContext(
                "gemini_cli",
                new MapSettings(
                    Map.of("OAUTH_CLIENT_ID", "client", "OAUTH_BASE", vendor.base().toString())),
                new ManualClock(),
                new PlainSideHttp()),
            new GoogleLogin.Registration("GEMINI_CLI", List.of("s"), 8085, "/oauth2callback"));
    return enrolments.browser(way, OptionalInt.of(0), true);
  }

  /** Signs in as a person would, up to the page that asks for consent. */
  private HtmlPage consentPage(BrowserLogin login) throws IOException {
    HtmlPage signIn = browser.getPage(login.page().toURL());
    assertThat(signIn.getTitleText()).isEqualTo("Sign in");
    HtmlInput email = signIn.getElementByName("email");
    email.type("ann@b.c");
    HtmlPage consent = button(signIn, "next").click();
    assertThat(consent.getTitleText()).isEqualTo("Consent");
    assertThat(consent.getBody().asNormalizedText()).contains("ann@b.c", "client");
    return consent;
  }

  private static HtmlButton button(HtmlPage page, String id) {
    return page.getHtmlElementById(id);
  }

  @Test
  void loginInABrowserEndsOnOurPageAndIsStored() throws Exception {
    try (var login = login()) {
      HtmlPage consent = consentPage(login);
      HtmlPage end = button(consent, "allow").click();
      OAuthAccount account = login.await(LONG);
      var kept = enrolments.keep("gemini_cli", account, Optional.empty(), _ -> {});

      assertThat(end.getUrl().toString()).startsWith(login.redirect().toString());
      assertThat(end.getTitleText()).isEqualTo("KeyRelay");
      assertThat(end.getBody().asNormalizedText()).contains("You can close this page");
      assertThat(kept.file()).hasFileName("gemini_cli_oauth_1.json");
      assertThat(enrolments.folder().list().getFirst().account().orElseThrow())
          .satisfies(stored -> assertThat(stored.attribute("email")).contains("ann@b.c"))
          .satisfies(stored -> assertThat(stored.accessToken().matches("at-of-ann@b.c")).isTrue());
      var exchange = vendor.exchange();
      assertThat(Pkce.challenge(exchange.get("code_verifier"))).isEqualTo(vendor.challenge());
      assertThat(exchange).containsEntry("redirect_uri", login.redirect().toString());
    }
  }

  @Test
  void whoDeniesConsentInTheBrowserHasNoAccount() throws Exception {
    try (var login = login()) {
      HtmlPage end = button(consentPage(login), "deny").click();

      assertThat(end.getTitleText()).isEqualTo("KeyRelay");
      assertThatThrownBy(() -> login.await(LONG))
          .isInstanceOf(LoginException.class)
          .hasMessage("the login was refused in the browser");
      assertThat(enrolments.folder().list()).isEmpty();
    }
  }

  @Test
  void browserThatVisitsTheCallbackWithAnotherStateDoesNotBreakTheLoginOff() throws Exception {
    try (var login = login()) {
      browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
      HtmlPage refused = browser.getPage(login.redirect() + "?state=forged&code=stolen");
      assertThat(refused.getWebResponse().getStatusCode()).isGreaterThanOrEqualTo(400);

      button(consentPage(login), "allow").click();
      assertThat(login.await(LONG).attribute("email")).contains("ann@b.c");
    }
  }
}
