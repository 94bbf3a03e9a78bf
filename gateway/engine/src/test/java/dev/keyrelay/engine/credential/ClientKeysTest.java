package dev.keyrelay.engine.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.times;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeysTest {

  @TempDir private Path folder;
  private final Findings findings = new Findings();
  private final Random random = new Random(1);

  private Settings settings(Map<String, String> variables) {
    return new Settings(Environment.of(variables), findings);
  }

  private ClientKeys keys(Map<String, String> variables) {
    return ClientKeys.of(new Home(folder), settings(variables), random);
  }

  @Test
  void severalKeysAreSeparatedByCommas() {
    var keys = keys(Map.of("PROXY_API_KEY", "first-key-of-many, second-key-of-many,,"));

    assertThat(keys.configured()).isTrue();
    assertThat(keys.accepts("first-key-of-many")).isTrue();
    assertThat(keys.accepts("second-key-of-many")).isTrue();
    assertThat(keys.accepts("first-key-of-many, second-key-of-many")).isFalse();
    assertThat(keys.accepts("")).isFalse();
    assertThat(keys.toString()).doesNotContain("first-key");
    assertThat(folder).isEmptyDirectory();
    assertThat(findings.all()).isEmpty();
  }

  /**
   * Time itself cannot be tested on a shared machine. What can be: that every key is compared,
   * whichever one is right, and that the comparison is the JDK's constant-time one.
   */
  @Test
  void everyKeyIsComparedInConstantTimeWhicheverIsRight() {
    var several = keys(Map.of("PROXY_API_KEY", "first-key-of-many,second-key-of-many,third-key"));
    try (var digests = mockStatic(MessageDigest.class, CALLS_REAL_METHODS)) {
      for (String presented :
          List.of("first-key-of-many", "third-key", "first-key-of-manx", "none", "")) {
        digests.clearInvocations();
        several.accepts(presented);
        digests.verify(() -> MessageDigest.isEqual(any(), any()), times(3));
      }
    }
  }

  @Test
  void aShortKeyIsReported() {
    assertThat(keys(Map.of("PROXY_API_KEY", "abc")).accepts("abc")).isTrue();
    assertThat(findings.all().toString()).contains("fewer than 16").doesNotContain("abc");
  }

  @Test
  void theFirstStartMakesAKeyForItsOwnerAloneAndTheNextFindsIt() throws IOException {
    var first = keys(Map.of());
    var second = keys(Map.of("PROXY_API_KEY", " "));
    Path file = folder.resolve("state/proxy_api_key");
    String key = Files.readString(file).strip();

    assertThat(key).matches("kr-[A-Za-z0-9_-]{43}");
    assertThat(first.made()).isTrue();
    assertThat(first.configured()).isFalse();
    assertThat(first.file()).contains(file);
    assertThat(first.accepts(key)).isTrue();
    assertThat(second.made()).isFalse();
    assertThat(second.accepts(key)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aKeyFileThatOthersMayReadIsReported() throws IOException {
    keys(Map.of());
    Files.setPosixFilePermissions(
        folder.resolve("state/proxy_api_key"), PosixFilePermissions.fromString("rw-r--r--"));
    keys(Map.of());

    assertThat(findings.all().toString()).contains("chmod 600");
  }

  @Test
  void whereNoKeyCanBeKeptNobodyIsLetInAndTheUserLearnsWhy() throws IOException {
    Files.writeString(folder.resolve("state"), "a file where the folder should be");
    var keys = keys(Map.of());

    assertThat(keys.keys()).isEmpty();
    assertThat(keys.accepts("")).isFalse();
    assertThat(findings.all().toString()).contains("PROXY_API_KEY").contains("no client is let in");
  }

  @Test
  void anEmptyKeyFileLetsNobodyIn() throws IOException {
    Files.createDirectories(folder.resolve("state"));
    Files.createFile(folder.resolve("state/proxy_api_key"));

    assertThat(keys(Map.of()).accepts("")).isFalse();
    assertThat(findings.all().toString()).contains("is empty");
  }

  @Test
  void ofManyStartsAtOnceAllFindTheSameKey() throws Exception {
    var made = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        int seed = i;
        threads.submit(
            () ->
                made.add(
                    ClientKeys.of(new Home(folder), settings(Map.of()), new Random(seed))
                        .keys()
                        .getFirst()
                        .reveal()));
      }
    }

    assertThat(made).hasSize(20);
    assertThat(made.stream().distinct()).hasSize(1);
  }

  @Test
  void idsStayTheSameOverRestartsAndDifferBetweenInstallations() throws IOException {
    var first = CredentialIds.of(new Home(folder), settings(Map.of()), random);
    var again = CredentialIds.of(new Home(folder), settings(Map.of()), random);
    var other = CredentialIds.of(new Home(folder.resolve("b")), settings(Map.of()), random);

    assertThat(first.of("openai", "key"))
        .matches("[0-9a-f]{16}")
        .isEqualTo(again.of("openai", "key"));
    assertThat(first.of("openai", "key")).isNotEqualTo(other.of("openai", "key"));
    assertThat(first.of("openai", "key")).isNotEqualTo(first.of("groq", "key"));
    assertThat(first.of("openai", "key")).isNotEqualTo(first.of("openai", "key2"));
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("state/salt"))))
        .isEqualTo("rw-------");
  }

  @Test
  void idsAreTheSameOnEveryInstanceWithTheSameSaltOrWithoutADisk() throws IOException {
    Path a = Files.createDirectories(folder.resolve("a"));
    Path b = Files.createDirectories(folder.resolve("b"));
    var salted = settings(Map.of("KEYRELAY_SALT", "pepper"));
    assertThat(CredentialIds.of(new Home(a), salted, random).of("p", "k"))
        .isEqualTo(CredentialIds.of(new Home(b), salted, random).of("p", "k"));

    Files.writeString(a.resolve("state"), "no folder");
    Files.writeString(b.resolve("state"), "no folder");
    var keyed = settings(Map.of("PROXY_API_KEY", "the-clients-own-key"));
    assertThat(CredentialIds.of(new Home(a), keyed, random).of("p", "k"))
        .isEqualTo(CredentialIds.of(new Home(b), keyed, random).of("p", "k"))
        .isNotEqualTo(CredentialIds.of(new Home(b), settings(Map.of()), random).of("p", "k"));
    assertThat(findings.all().toString()).doesNotContain("the-clients-own-key");
  }
}
