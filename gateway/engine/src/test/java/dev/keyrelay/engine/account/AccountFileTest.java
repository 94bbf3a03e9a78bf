package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountFileTest {

  @TempDir Path folder;

  @Test
  void newFileIsItsOwnersAlone() throws Exception {
    Path file = Files.createFile(folder.resolve("acme_oauth_1.json"));

    new AccountFile(file, Optional.empty()).save(account());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(JsonBody.MAPPER.readTree(file.toFile()).toString())
        .isEqualTo(
            "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expiry_date\":1767225600000,"
                + "\"client_secret\":\"cs\",\"_proxy_metadata\":{\"email\":\"a@b.c\"}}");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void fieldsOfOthersStayWhereTheyAre() throws Exception {
    Path file = folder.resolve("acme_oauth_1.json");
    Files.writeString(
        file,
        """
        {"access_token":"old","refresh_token":"old","universe_domain":"googleapis.com",
         "token_expiry":"2020-01-01T00:00:00Z",
         "_proxy_metadata":{"email":"x","last_check_timestamp":1.5}}\
        """);

    new AccountFile(file, Optional.empty()).save(account());

    var root = JsonBody.MAPPER.readTree(file.toFile());
    assertThat(root.path("universe_domain").asText()).isEqualTo("googleapis.com");
    assertThat(root.at("/_proxy_metadata/last_check_timestamp").asDouble()).isEqualTo(1.5);
    assertThat(root.at("/_proxy_metadata/email").asText()).isEqualTo("a@b.c");
    assertThat(root.path("refresh_token").asText()).isEqualTo("rt");
    assertThat(root.has("token_expiry")).isFalse();
  }

  @Test
  void fileThatIsNoAccountIsNotOverwritten() throws Exception {
    Path file = folder.resolve("acme_oauth_1.json");
    Files.writeString(file, "[]");

    assertThatThrownBy(() -> new AccountFile(file, Optional.empty()).save(account()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("acme_oauth_1.json");
    assertThat(Files.readString(file)).isEqualTo("[]");
  }

  @Test
  void fileThatIsGoneIsNotWrittenAgain() {
    Path file = folder.resolve("acme_oauth_1.json");

    assertThatThrownBy(() -> new AccountFile(file, Optional.empty()).save(account()))
        .hasMessage("acme_oauth_1.json is gone (expected: the account's file)");
    assertThat(file).doesNotExist();
  }

  private static OAuthAccount account() {
    return new OAuthAccount(
        "a",
        Secret.of("at"),
        Optional.of(Secret.of("rt")),
        Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
        Map.of("email", "a@b.c"),
        Map.of("client_secret", Secret.of("cs")));
  }
}
