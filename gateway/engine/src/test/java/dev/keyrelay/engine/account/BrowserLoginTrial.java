package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.google.GoogleLogin;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.MapSettings;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.kit.ScriptedServer.Said;
import dev.keyrelay.spi.kit.TestContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A login with a real browser, by hand because not every machine has one: {@code main} takes the
 * browser's command, such as {@code chromium}. The identity provider is scripted; its page asks for
 * consent, and the browser's script clicks.
 */
final class BrowserLoginTrial {

  private BrowserLoginTrial() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("trial");
    var http = new PlainSideHttp();
    try (var google = new ScriptedServer()) {
      google
          .answer("/o/oauth2/v2/auth", BrowserLoginTrial::consent)
          .answer("/token", 200, "{\"access_token\":\"at\",\"refresh_token\":\"rt\"}")
          .answer("/oauth2/v1/userinfo", 200, "{\"email\":\"a@b.c\"}");
      var settings =
          new MapSettings(
              Map.of("OAUTH_CLIENT_ID", "client", "OAUTH_BASE", google.uri("").toString()));
      Enrolment.Browser way =
          new GoogleLogin(
              new TestContext("gemini_cli", settings, new ManualClock(), http),
              new GoogleLogin.Registration("GEMINI_CLI", List.of("s"), 8085, "/oauth2callback"));
      var enrolments =
          new Enrolments(
              _ -> Optional.empty(),
              new AccountFolder(folder, Optional.empty()),
              new ManualClock(),
              _ -> {},
              new SecureRandom());
      try (var login = enrolments.browser(way, OptionalInt.of(0), true)) {
        System.out.println(browse(arguments[0], folder, login.page().toString()));
        var account = login.await(Duration.ofSeconds(30));
        var kept = enrolments.keep("gemini_cli", account, Optional.empty(), _ -> {});
        System.out.println(kept.file().getFileName() + " " + kept.account());
      }
    }
  }

  private static Said consent(ScriptedServer.Asked asked) {
    var query = asked.query();
    String page =
        "<!doctype html><form action='"
            + query.get("redirect_uri")
            + "'><input type=hidden name=state value='"
            + query.get("state")
            + "'><input type=hidden name=code value='the code'><button id=allow>Allow</button>"
            + "</form><script>document.getElementById('allow').click()</script>";
    return new Said(200, Map.of("Content-Type", "text/html"), page);
  }

  private static String browse(String browser, Path folder, String page) throws Exception {
    var process =
        new ProcessBuilder(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=10000",
                "--dump-dom",
                page)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
