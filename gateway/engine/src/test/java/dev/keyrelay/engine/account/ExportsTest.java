package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.credential.CredentialDiscovery;
import dev.keyrelay.engine.credential.CredentialIds;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {

  private static final OAuthAccount ACCOUNT =
      new OAuthAccount(
          "id",
          Secret.of("ya29.a0-_"),
          Optional.of(Secret.of("1//refresh")),
          Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
          Map.of(
              "email", "o'neil@b.c",
              "scope", "openid $HOME `id` email",
              "token_uri", "https://t.example/token",
              "project_id", "my proj",
              "imported_from", "/home/me/creds.json"),
          Map.of(
              "client_secret", Secret.of("of-the-client-\\1"),
              "api_key", Secret.of("sk-1")));

  @TempDir private Path home;

  private OAuthAccount readBack(Map<String, String> variables, String provider) {
    var settings = Configuration.read(new Home(home), variables).settings();
    var found =
        CredentialDiscovery.standard()
            .discover(
                new Home(home),
                settings,
                List.of(ServiceDescription.of(provider)),
                false,
                CredentialIds.of(
                    new Home(home),
                    new Settings(Environment.of(Map.of("KEYRELAY_SALT", "s")), new Findings()),
                    new Random(1)));
    return (OAuthAccount) found.of(provider).getFirst().credential();
  }

  private static void assertSame(OAuthAccount back, boolean key) {
    assertThat(back.accessToken()).isEqualTo(ACCOUNT.accessToken());
    assertThat(back.refreshToken()).isEqualTo(ACCOUNT.refreshToken());
    assertThat(back.expiresAt()).isEqualTo(ACCOUNT.expiresAt());
    var attributes = new HashMap<>(ACCOUNT.attributes());
    attributes.remove("imported_from");
    assertThat(back.attributes()).isEqualTo(attributes);
    assertThat(back.secret("client_secret")).isEqualTo(ACCOUNT.secret("client_secret"));
    assertThat(back.secret("api_key"))
        .isEqualTo(key ? ACCOUNT.secret("api_key") : Optional.empty());
  }

  @Test
  void numberedLinesComeBackFromADotenvFile() throws IOException {
    var lines = Exports.lines("IFLOW", OptionalInt.of(2), ACCOUNT);
    Files.writeString(home.resolve(".env"), String.join("\n", lines));

    assertThat(lines).contains("IFLOW_2_REFRESH_TOKEN=1//refresh", "IFLOW_2_API_KEY=sk-1");
    assertSame(readBack(Map.of(), "iflow"), true);
  }

  @Test
  void linesComeBackFromAShell() throws Exception {
    var script = String.join("\n", Exports.lines("IFLOW", OptionalInt.of(1), ACCOUNT)) + "\n";
    var process =
        new ProcessBuilder("env", "-i", "sh", "-c", "set -a\n" + script + "/usr/bin/env -0")
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var variables = new HashMap<String, String>();
    for (String pair : out.split("\0")) {
      if (pair.startsWith("IFLOW_")) {
        variables.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }

    assertSame(readBack(variables, "iflow"), true);
  }

  @Test
  void theOnlyAccountNeedsNoNumber() throws IOException {
    var lines = Exports.lines("IFLOW", OptionalInt.empty(), ACCOUNT);
    Files.writeString(home.resolve(".env"), String.join("\n", lines));

    assertThat(lines).noneMatch(line -> line.startsWith("IFLOW_API_KEY"));
    assertSame(readBack(Map.of(), "iflow"), false);
  }
}
