package dev.keyrelay.engine.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.account.Exports;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Credential.OAuthAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

  private static final String GOOGLE =
      """
      {"access_token":"ya29.access","refresh_token":"1//refresh","scope":"a b",
       "token_type":"Bearer","id_token":"eyJ.id","expiry_date":1767225600000.0,
       "client_id":"client","client_secret":"client-secret","scopes":["a","b"],
       "_proxy_metadata":{"email":"Ann@Example.com","last_check_timestamp":1767220000.1,
       "project_id":"my-proj","tier":"PRO","tier_full":"Google One AI PRO"}}
      """;

  @TempDir private Path folder;

  private Home home() {
    return new Home(folder);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("oauth_creds").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static OAuthAccount account(Found found, String provider, int index) {
    return (OAuthAccount) found.credentials().of(provider).get(index).credential();
  }

  @Test
  void aFileOfTheSystemBeingReplacedIsReadAsItIs() throws IOException {
    write("gemini_cli_oauth_1.json", GOOGLE);

    var found = Found.in(home(), Map.of());
    var account = account(found, "gemini_cli", 0);

    assertThat(account.accessToken().reveal()).isEqualTo("ya29.access");
    assertThat(account.refreshToken().map(s -> s.reveal())).contains("1//refresh");
    assertThat(account.expiresAt()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(account.attributes())
        .containsEntry("email", "Ann@Example.com")
        .containsEntry("project_id", "my-proj")
        .containsEntry("tier", "PRO")
        .containsEntry("scope", "a b")
        .containsEntry("client_id", "client");
    assertThat(account.secrets()).containsOnlyKeys("client_secret", "id_token");
    assertThat(found.credentials().of("gemini_cli").getFirst().displayName())
        .isEqualTo("gemini_cli_oauth_1.json (An***@***.com)");
    assertThat(found.findings()).isEmpty();
    assertThat(found.credentials().toString())
        .doesNotContain("ya29")
        .doesNotContain("1//")
        .doesNotContain("client-secret");
  }

  @Test
  void gcloudsNestingAndIsoTimesAreRead() throws IOException {
    write(
        "gemini_cli_oauth_1.json",
        """
        {"credential":{"access_token":"a","refresh_token":"r","token_expiry":"2026-02-03T04:05:06Z"}}
        """);

    assertThat(account(Found.in(home(), Map.of()), "gemini_cli", 0).expiresAt())
        .contains(Instant.parse("2026-02-03T04:05:06Z"));
  }

  @Test
  void filesAreOrderedByNumber() throws IOException {
    for (String n : new String[] {"10", "2", "1"}) {
      write(
          "gemini_cli_oauth_" + n + ".json",
          "{\"access_token\":\"a\",\"refresh_token\":\"r" + n + "\"}");
    }

    assertThat(Found.in(home(), Map.of()).of("gemini_cli"))
        .containsExactly(
            "gemini_cli_oauth_1.json", "gemini_cli_oauth_2.json", "gemini_cli_oauth_10.json");
  }

  @Test
  void aCookieFileAndAFileWithoutAccessTokenAreUsable() throws IOException {
    write("iflow_oauth_1.json", "{\"cookie\":\"BXAuth=1\",\"api_key\":\"sk-key\",\"name\":\"n\"}");
    write("gemini_cli_oauth_1.json", "{\"refresh_token\":\"r\"}");

    var found = Found.in(home(), Map.of());

    assertThat(account(found, "iflow", 0).accessToken().reveal()).isEqualTo("sk-key");
    assertThat(account(found, "iflow", 0).secrets()).containsOnlyKeys("cookie", "api_key");
    assertThat(account(found, "gemini_cli", 0).expiresAt()).contains(Instant.EPOCH);
  }

  @Test
  void whatIsNoAccountIsReportedAndIgnored() throws IOException {
    write("gemini_cli_oauth_1.json", "{\"nothing\":1}");
    write("gemini_cli_oauth_2.json", "not json");
    write("unheard_oauth_1.json", GOOGLE);

    var found = Found.in(home(), Map.of());

    assertThat(found.of("gemini_cli")).isEmpty();
    assertThat(found.findings()).hasSize(3);
    assertThat(found.text()).contains("unheard_oauth_1.json", "gemini_cli_oauth_2.json");
  }

  @Test
  void aFileThatOthersMayReadIsReported() throws IOException {
    write("gemini_cli_oauth_1.json", GOOGLE);
    Files.setPosixFilePermissions(
        folder.resolve("oauth_creds/gemini_cli_oauth_1.json"),
        PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(Found.in(home(), Map.of()).text()).contains("chmod 600");
  }

  @Test
  void aRefreshNeverChangesTheId() throws IOException {
    write("gemini_cli_oauth_1.json", GOOGLE);
    write("gemini_cli_oauth_2.json", "{\"access_token\":\"a\",\"refresh_token\":\"r\"}");
    var before = Found.in(home(), Map.of());
    write("gemini_cli_oauth_1.json", GOOGLE.replace("ya29.access", "new").replace("1//", "2//"));
    write("gemini_cli_oauth_2.json", "{\"access_token\":\"b\",\"refresh_token\":\"s\"}");

    var after = Found.in(home(), Map.of());

    assertThat(after.credentials().of("gemini_cli"))
        .extracting(FoundCredential::id)
        .isEqualTo(before.credentials().of("gemini_cli").stream().map(FoundCredential::id).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void numberedVariablesMakeAccounts() {
    var found =
        Found.in(
            Map.of(
                "GEMINI_CLI_2_ACCESS_TOKEN", "a2",
                "GEMINI_CLI_2_REFRESH_TOKEN", "r2",
                "GEMINI_CLI_2_EXPIRY_DATE", "0",
                "GEMINI_CLI_2_EMAIL", "b@c.de",
                "GEMINI_CLI_2_CLIENT_SECRET", "cs",
                "GEMINI_CLI_1_ACCESS_TOKEN", "a1",
                "GEMINI_CLI_1_REFRESH_TOKEN", "r1",
                "GEMINI_CLI_3_ACCESS_TOKEN", "without its pair"));

    assertThat(found.of("gemini_cli"))
        .containsExactly("GEMINI_CLI_1_ACCESS_TOKEN", "GEMINI_CLI_2_ACCESS_TOKEN");
    assertThat(account(found, "gemini_cli", 1).expiresAt()).contains(Instant.EPOCH);
    assertThat(account(found, "gemini_cli", 1).attribute("email")).contains("b@c.de");
    assertThat(account(found, "gemini_cli", 1).secrets()).containsOnlyKeys("client_secret");
  }

  @Test
  void theUnnumberedAccountCountsOnlyWithoutNumberedOnes() {
    var single = Map.of("GEMINI_CLI_ACCESS_TOKEN", "a", "GEMINI_CLI_REFRESH_TOKEN", "r");

    assertThat(Found.in(single).of("gemini_cli")).containsExactly("GEMINI_CLI_ACCESS_TOKEN");
    var both = new java.util.HashMap<>(single);
    both.put("GEMINI_CLI_1_ACCESS_TOKEN", "b");
    both.put("GEMINI_CLI_1_REFRESH_TOKEN", "s");
    assertThat(Found.in(both).of("gemini_cli")).containsExactly("GEMINI_CLI_1_ACCESS_TOKEN");
  }

  @Test
  void aNumberedAccountsKeyIsNoCredentialOfItsOwn() {
    var found =
        Found.in(
            Map.of(
                "IFLOW_1_ACCESS_TOKEN", "a",
                "IFLOW_1_REFRESH_TOKEN", "r",
                "IFLOW_1_API_KEY", "sk-iflow",
                "IFLOW_1_EXPIRY_DATE", "2026-03-01T00:00:00"));

    assertThat(found.of("iflow")).containsExactly("IFLOW_1_ACCESS_TOKEN");
    assertThat(account(found, "iflow", 0).secret("api_key").map(s -> s.reveal()))
        .contains("sk-iflow");
    assertThat(account(found, "iflow", 0).expiresAt())
        .contains(Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(found.findings()).isEmpty();
  }

  @Test
  void theSameAccountInAFileAndInVariablesCountsOnce() throws IOException {
    write("gemini_cli_oauth_1.json", GOOGLE);

    var found =
        Found.in(
            home(),
            Map.of(
                "GEMINI_CLI_1_ACCESS_TOKEN", "a",
                "GEMINI_CLI_1_REFRESH_TOKEN", "r",
                "GEMINI_CLI_1_EMAIL", "ann@example.com"));

    assertThat(found.of("gemini_cli")).containsExactly("GEMINI_CLI_1_ACCESS_TOKEN");
    assertThat(found.text()).contains("gemini_cli_oauth_1.json: holds the same credential");
    assertThat(Credential.OAuthAccount.isSecret("email")).isFalse();
  }

  @Test
  void accountsOfOneOwnerOrOneTokenCountOnce() throws IOException {
    write("gemini_cli_oauth_1.json", "{\"access_token\":\"a\",\"refresh_token\":\"r\"}");
    write("gemini_cli_oauth_2.json", "{\"access_token\":\"b\",\"refresh_token\":\"r\"}");
    write(
        "gemini_cli_oauth_3.json",
        "{\"access_token\":\"c\",\"refresh_token\":\"s\",\"email\":\"a@b.c\"}");
    write(
        "gemini_cli_oauth_4.json",
        "{\"access_token\":\"d\",\"refresh_token\":\"t\",\"identity\":\"place"
            + " x\",\"email\":\"A@b.c\"}");

    var found = Found.in(home(), Map.of());

    assertThat(found.of("gemini_cli"))
        .containsExactly("gemini_cli_oauth_1.json", "gemini_cli_oauth_3.json");
    assertThat(found.text())
        .contains("gemini_cli_oauth_2.json: holds the same credential as gemini_cli_oauth_1.json")
        .contains("gemini_cli_oauth_4.json: holds the same credential as gemini_cli_oauth_3.json");
  }

  @Test
  void idTokenTellsWhoseAccountItIs() throws IOException {
    String claims =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"email\":\"Ann@Example.com\"}"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    write("gemini_cli_oauth_1.json", GOOGLE);
    write(
        "gemini_cli_oauth_2.json",
        "{\"access_token\":\"x\",\"refresh_token\":\"y\",\"id_token\":\"h." + claims + ".s\"}");

    assertThat(Found.in(home(), Map.of()).of("gemini_cli"))
        .containsExactly("gemini_cli_oauth_1.json");
  }

  @Test
  void accountWithoutOwnerKeepsItsIdWhenItIsExportedAndWhenItsNumberChanges() throws IOException {
    write("gemini_cli_oauth_2.json", "{\"access_token\":\"a\",\"refresh_token\":\"r\"}");
    var inFile = Found.in(home(), Map.of()).credentials().of("gemini_cli").getFirst();
    Files.delete(folder.resolve("oauth_creds/gemini_cli_oauth_2.json"));

    var numbered = exported(inFile, OptionalInt.of(5));
    var single = exported(inFile, OptionalInt.empty());

    assertThat(numbered.id()).isEqualTo(inFile.id());
    assertThat(single.id()).isEqualTo(inFile.id());
    assertThat(exported(numbered, OptionalInt.of(1)).id()).isEqualTo(inFile.id());
  }

  @Test
  void variablesWithoutOwnerKeepTheirIdWhenTheirNumberChanges() throws IOException {
    var first =
        Found.in(
            home(), Map.of("GEMINI_CLI_3_ACCESS_TOKEN", "a", "GEMINI_CLI_3_REFRESH_TOKEN", "r"));
    var second =
        Found.in(home(), Map.of("GEMINI_CLI_ACCESS_TOKEN", "b", "GEMINI_CLI_REFRESH_TOKEN", "r"));
    var third =
        Found.in(home(), Map.of("GEMINI_CLI_ACCESS_TOKEN", "a", "GEMINI_CLI_REFRESH_TOKEN", "s"));

    String id = first.credentials().of("gemini_cli").getFirst().id();
    assertThat(second.credentials().of("gemini_cli").getFirst().id()).isEqualTo(id);
    assertThat(third.credentials().of("gemini_cli").getFirst().id()).isNotEqualTo(id);
  }

  /** What is found where nothing but a credential's exported lines is. */
  private FoundCredential exported(FoundCredential credential, OptionalInt number) {
    var variables = new HashMap<String, String>();
    Exports.lines("GEMINI_CLI", number, (OAuthAccount) credential.credential())
        .forEach(
            line ->
                variables.put(
                    line.substring(0, line.indexOf('=')),
                    line.substring(line.indexOf('=') + 1).replace("'", "")));
    return Found.in(home(), variables).credentials().of("gemini_cli").getFirst();
  }

  @Test
  void ownerWhoIsLearntLaterDoesNotChangeTheId() throws IOException {
    write("gemini_cli_oauth_1.json", "{\"access_token\":\"a\",\"refresh_token\":\"r\"}");
    var before = Found.in(home(), Map.of()).credentials().of("gemini_cli").getFirst();
    String identity = ((OAuthAccount) before.credential()).attribute("identity").orElseThrow();
    write(
        "gemini_cli_oauth_1.json",
        "{\"access_token\":\"b\",\"refresh_token\":\"s\",\"email\":\"a@b.c\",\"identity\":\""
            + identity
            + "\"}");

    var after = Found.in(home(), Map.of()).credentials().of("gemini_cli").getFirst();
    assertThat(after.id()).isEqualTo(before.id());
  }
}
