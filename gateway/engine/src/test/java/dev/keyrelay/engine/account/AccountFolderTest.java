package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountFolderTest {

  private static final Optional<MasterKey> KEY = MasterKey.of(MasterKey.made(new Random(1)));
  private static final Optional<MasterKey> OTHER = MasterKey.of(MasterKey.made(new Random(2)));

  @TempDir private Path home;
  private Path folder;

  @BeforeEach
  void chooseTheFolder() {
    folder = home.resolve("oauth_creds");
  }

  private AccountFolder plain() {
    return new AccountFolder(folder, Optional.empty());
  }

  private static OAuthAccount account(String email, String refresh) {
    var attributes = new HashMap<String, String>();
    if (!email.isEmpty()) {
      attributes.put("email", email);
    }
    return new OAuthAccount(
        Enrolment.NEW,
        Secret.of("at-" + refresh),
        Optional.of(Secret.of(refresh)),
        Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
        attributes,
        Map.of("client_secret", Secret.of("cs")));
  }

  @Test
  void accountsGetNumbersOfTheirOwnAndFilesThatAreTheirOwnersAlone() throws Exception {
    var first = plain().keep("gemini_cli", account("a@b.c", "r1"));
    var second = plain().keep("gemini_cli", account("d@e.f", "r2"));
    var other = plain().keep("qwen_code", account("a@b.c", "r3"));

    assertThat(first).hasFileName("gemini_cli_oauth_1.json");
    assertThat(second).hasFileName("gemini_cli_oauth_2.json");
    assertThat(other).hasFileName("qwen_code_oauth_1.json");
    assertThat(mode(first)).isEqualTo("rw-------");
    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(plain().list())
        .extracting(AccountFolder.Entry::name)
        .containsExactly(
            "gemini_cli_oauth_1.json", "gemini_cli_oauth_2.json", "qwen_code_oauth_1.json");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void secondLoginOfTheSameOwnerRenewsTheFirst() throws Exception {
    plain().keep("gemini_cli", account("a@b.c", "r1"));
    var again = plain().keep("gemini_cli", account("A@B.c", "r2"));

    assertThat(again).hasFileName("gemini_cli_oauth_1.json");
    assertThat(plain().list()).hasSize(1);
    assertThat(plain().list().getFirst().account().orElseThrow().refreshToken())
        .contains(Secret.of("r2"));
  }

  @Test
  void accountsWithoutOwnerAreTheSameIfTheirTokensAre() throws Exception {
    plain().keep("qwen_code", account("", "r1"));
    plain().keep("qwen_code", account("", "r1"));
    plain().keep("qwen_code", account("", "r2"));

    assertThat(plain().list()).hasSize(2);
  }

  @Test
  void vendorsFileIsCopiedAndKnownAgain() throws Exception {
    Path source = home.resolve(".gemini/oauth_creds.json");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source, "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expiry_date\":1767225600000}");

    assertThat(VendorFiles.in(home)).containsEntry("gemini_cli", source).hasSize(1);
    assertThat(plain().hasImported("gemini_cli", source)).isFalse();
    var copy = plain().importFrom("gemini_cli", source);

    assertThat(copy).hasFileName("gemini_cli_oauth_1.json");
    assertThat(mode(copy)).isEqualTo("rw-------");
    assertThat(plain().hasImported("gemini_cli", source)).isTrue();
    assertThat(plain().importFrom("gemini_cli", source)).isEqualTo(copy);
    assertThat(source).content().doesNotContain("imported_from");
  }

  @Test
  void fileWithoutAccountIsNotImported() throws Exception {
    Path source = home.resolve("creds.json");
    Files.writeString(source, "{\"canary\":\"secret\"}");

    assertThatThrownBy(() -> plain().importFrom("gemini_cli", source))
        .hasMessageContaining("creds.json holds no account")
        .message()
        .doesNotContain("secret");
    assertThat(folder).doesNotExist();
  }

  @Test
  void encryptedFilesHoldNothingToRead() throws Exception {
    plain().keep("gemini_cli", account("canary@b.c", "canary-refresh"));
    var sealed = new AccountFolder(folder, KEY);

    assertThat(sealed.encrypt()).containsExactly("gemini_cli_oauth_1.json");
    assertThat(sealed.encrypt()).isEmpty();

    Path file = folder.resolve("gemini_cli_oauth_1.json");
    assertThat(file).content().doesNotContain("canary").doesNotContain("token");
    assertThat(mode(file)).isEqualTo("rw-------");
    var entry = sealed.list().getFirst();
    assertThat(entry.encrypted()).isTrue();
    assertThat(entry.account().orElseThrow().refreshToken()).contains(Secret.of("canary-refresh"));
    sealed.file(file).save(account("canary@b.c", "canary-2"));
    assertThat(file).content().doesNotContain("canary");

    assertThat(sealed.decrypt()).containsExactly("gemini_cli_oauth_1.json");
    assertThat(file).content().contains("canary-2");
  }

  @Test
  void newFilesAreEncryptedWhereThereIsAKey() throws Exception {
    var file = new AccountFolder(folder, KEY).keep("iflow", account("a@b.c", "canary"));

    assertThat(file).content().startsWith("{\"encrypted\":\"").doesNotContain("canary");
  }

  @Test
  void wrongKeyIsToldAndTheFileIsLeftAlone() throws Exception {
    var file = new AccountFolder(folder, KEY).keep("iflow", account("a@b.c", "r"));
    byte[] before = Files.readAllBytes(file);
    var wrong = new AccountFolder(folder, OTHER);

    String problem = wrong.list().getFirst().problem().orElseThrow();
    assertThat(problem)
        .contains("iflow_oauth_1.json was encrypted with key " + id(KEY))
        .contains("the master key is " + id(OTHER));
    assertThatThrownBy(() -> wrong.file(file).save(account("a@b.c", "s"))).hasMessage(problem);
    assertThatThrownBy(wrong::decrypt).hasMessage(problem);
    assertThat(plain().list().getFirst().problem().orElseThrow())
        .contains("is encrypted, and there is no master key");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void encryptedFileThatWasChangedIsToldApart() throws Exception {
    var file = new AccountFolder(folder, KEY).keep("iflow", account("a@b.c", "r"));
    String text = Files.readString(file);
    int at = text.length() - 8;
    Files.writeString(
        file,
        text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1));

    assertThat(new AccountFolder(folder, KEY).list().getFirst().problem().orElseThrow())
        .contains("was changed after it was encrypted");
  }

  @Test
  void keysAreThirtyTwoBytesInEitherForm() {
    assertThat(MasterKey.of("0f".repeat(32))).isPresent();
    assertThat(MasterKey.of(MasterKey.made(new Random(3)) + "\n")).isPresent();
    assertThat(MasterKey.of("a password")).isEmpty();
    assertThat(MasterKey.of("0f".repeat(16))).isEmpty();
    assertThat(KEY.orElseThrow().toString()).matches("MasterKey\\[[0-9a-f]{8}]");
  }

  @Test
  void accountThatIsRenewedWhileItIsEncryptedComesOutNewAndEncrypted() throws Exception {
    Path file = plain().keep("iflow", account("a@b.c", "r0"));
    var sealed = new AccountFolder(folder, KEY);
    var renewing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= 30; i++) {
                try {
                  sealed.file(file).save(account("a@b.c", "r" + i));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    sealed.encrypt();
    renewing.get(60, TimeUnit.SECONDS);

    assertThat(file).content().doesNotContain("refresh_token");
    var kept = sealed.list().getFirst().account().orElseThrow();
    assertThat(kept.refreshToken().map(Secret::reveal)).contains("r30");
  }

  /** What tells keys apart: {@code MasterKey[id]}. */
  private static String id(Optional<MasterKey> key) {
    return key.orElseThrow().toString().replaceAll("MasterKey\\[(.*)]", "$1");
  }
}
