package dev.keyrelay.engine.state.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis whose certificate nobody knows. */
class RedisOverTlsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;
  private LocalRedis redis;
  private String url;

  @BeforeEach
  void start() throws Exception {
    Path store = folder.resolve("store");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(keytool, "-genkeypair", "-alias", "redis", "-keyalg", "EC")
            .redirectErrorStream(true);
    made.command().addAll(List.of("-dname", "CN=localhost", "-storetype", "PKCS12"));
    made.command().addAll(List.of("-keystore", store.toString()));
    made.command().addAll(List.of("-storepass", PASSWORD));
    var process = made.start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Path certificate = pem("CERTIFICATE", keys.getCertificate("redis").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded());
    int port = LocalRedis.freePort();
    redis =
        new LocalRedis(
            "tls-port " + port,
            "tls-cert-file " + certificate,
            "tls-key-file " + key,
            "tls-auth-clients no");
    url = "rediss://127.0.0.1:" + port + "?timeout=30s";
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void aCertificateThatNobodyKnowsIsRefused() {
    try (var state = RedisState.asleep(url, InstantSource.system())) {
      state.put("text", "kept", MINUTE);

      assertThat(state.get("text")).isEmpty();
      assertThat(state.problems().getFirst()).contains("cannot be reached", "certification path");
    }
  }

  @Test
  void itIsTakenWhereTheAddressSaysSo() {
    try (var state = RedisState.asleep(url + "&verifyPeer=NONE", InstantSource.system())) {
      state.put("text", "kept", MINUTE);

      assertThat(state.get("text")).contains("kept");
      assertThat(state.problems()).isEmpty();
    }
  }

  private Path pem(String name, byte[] content) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    String pem = "-----BEGIN " + name + "-----\n" + text + "\n-----END " + name + "-----\n";
    return Files.writeString(folder.resolve(name.charAt(0) + ".pem"), pem, StandardCharsets.UTF_8);
  }
}
