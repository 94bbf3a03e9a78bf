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
import java.util.ArrayList;
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

  private static boolean accepts(ClientKeys keys, String presented) {
    return new ClientNames(keys, _ -> "client").of(presented).isPresent();
  }

  @Test
  void severalKeysAreSeparatedByCommas() {
    var keys = keys(Map.of("PROXY_API_KEY", "first-key-of-many, second-key-of-many,,"));

    assertThat(keys.configured()).isTrue();
    assertThat(accepts(keys, "first-key-of-many")).isTrue();
    assertThat(accepts(keys, "second-key-of-many")).isTrue();
    assertThat(accepts(keys, "first-key-of-many, second-key-of-many")).isFalse();
    assertThat(accepts(keys, "")).isFalse();
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
    var keys = keys(Map.of("PROXY_API_KEY", "first-key-of-many,second-key-of-many,third-key"));
    var several = new ClientNames(keys, key -> key);
    try (var digests = mockStatic(MessageDigest.class, CALLS_REAL_METHODS)) {
      for (String presented :
          List.of("first-key-of-many", "third-key", "first-key-of-manx", "none", "")) {
        digests.clearInvocations();
        several.of(presented);
        digests.verify(() -> MessageDigest.isEqual(any(), any()), times(3));
      }
    }
  }

  @Test
  void clientsAreNamedOnceByASaltedHashOfTheirKey() {
    var keys = keys(Map.of("PROXY_API_KEY", "first-key-of-many,second-key-of-many"));
    var named = new ArrayList<String>();
    var names = new ClientNames(keys, key -> "name " + named.size() + named.add(key));
    names.of("first-key-of-many");
    assertThat(names.of("first-key-of-many")).isEqualTo(names.of("first-key-of-many"));
    assertThat(named).containsExactly("first-key-of-many", "second-key-of-many");

    String name = named(keys, "pepper");
    assertThat(name).matches("[0-9a-f]{16}").isEqualTo(named(keys, "pepper"));
    assertThat(name).isNotEqualTo(named(keys, "salt"));
    assertThat(new ClientNames(keys, new CredentialIds("pepper")).of("second-key-of-many"))
        .hasValueSatisfying(other -> assertThat(other).isNotEqualTo(name));
  }

  private static String named(ClientKeys keys, String salt) {
    return new ClientNames(keys, new CredentialIds(salt)).of("first-key-of-many").orElseThrow();
  }

  @Test
  void aShortKeyIsReported() {
    assertThat(accepts(keys(Map.of("PROXY_API_KEY", "abc")), "abc")).isTrue();
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
    assertThat(accepts(first, key)).isTrue();
    assertThat(second.made()).isFalse();
    assertThat(accepts(second, key)).isTrue();
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
    assertThat(accepts(keys, "")).isFalse();
    assertThat(findings.all().toString()).contains("PROXY_API_KEY").contains("no client is let in");
  }

  @Test
  void anEmptyKeyFileLetsNobodyIn() throws IOException {
    Files.createDirectories(folder.resolve("state"));
    Files.createFile(folder.resolve("state/proxy_api_key"));

    assertThat(accepts(keys(Map.of()), "")).isFalse();
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
