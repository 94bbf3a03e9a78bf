package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names credentials by a salted hash: the first 16 hexadecimal digits of HMAC-SHA256 over the
 * provider and what identifies the credential. Stable for as long as the salt is.
 *
 * <p>The salt is {@code KEYRELAY_SALT}, else {@code state/salt}, which the first start makes. Where
 * it cannot be kept it follows from {@code PROXY_API_KEY}, or is fixed without one: ids must be the
 * same after a restart, and on every instance that shares state.
 */
public final class CredentialIds {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String FIXED = "keyrelay credential id";

  private final SecretKeySpec salt;

  CredentialIds(String salt) {
    this.salt = new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /**
   * Reads or makes the salt.
   *
   * @param random a cryptographic source
   */
  public static CredentialIds of(Home home, Settings settings, RandomGenerator random) {
    var configured = settings.find(Variables.SALT);
    return new CredentialIds(configured.orElseGet(() -> kept(home, settings, random)));
  }

  private static String kept(Home home, Settings settings, RandomGenerator random) {
    Path file = home.state().resolve("salt");
    try {
      String salt =
          Files.exists(file)
              ? Files.readString(file, StandardCharsets.UTF_8)
              : PrivateFiles.createOnce(home.state(), "salt", made(random));
      if (!salt.isBlank()) {
        return salt.strip();
      }
    } catch (IOException e) {
      // Said below.
    }
    settings
        .findings()
        .note(
            file.toString(),
            "cannot be written or read, so credential ids follow from "
                + (settings.find(Variables.PROXY_API_KEY).isPresent()
                    ? "PROXY_API_KEY."
                    : "no secret of yours."),
            "Make the folder writable, or set KEYRELAY_SALT.");
    return FIXED + settings.find(Variables.PROXY_API_KEY).orElse("");
  }

  private static String made(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The id of a credential.
   *
   * @param identity what stays the same while the credential does: its key, or its account
   */
  public String of(String provider, String identity) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(salt);
      mac.update(provider.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      byte[] hash = mac.doFinal(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
