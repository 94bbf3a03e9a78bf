package dev.keyrelay.engine.credential;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that account files are encrypted with: 256 bits for AES-GCM, as JWE with {@code dir} and
 * {@code A256GCM} (RFC 7516, RFC 7518 §4.5 and §5.3).
 */
public final class MasterKey {

  /** How many bytes a key has. */
  public static final int BYTES = 32;

  private static final String EXPECTED =
      "32 bytes in base64, as openssl rand -base64 32 makes them, or 64 hexadecimal digits";

  private final SecretKey key;

  /** Tells keys apart without revealing them: 8 hexadecimal digits. */
  private final String id;

  private MasterKey(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, "AES");
    this.id = id(bytes);
  }

  /** A key of its text form; empty if the text is none. */
  public static Optional<MasterKey> of(String text) {
    String bare = text.strip();
    try {
      byte[] bytes =
          bare.matches("[0-9a-fA-F]{64}")
              ? HexFormat.of().parseHex(bare)
              : Base64.getDecoder().decode(bare.replace('-', '+').replace('_', '/'));
      return bytes.length == BYTES ? Optional.of(new MasterKey(bytes)) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The text form of a new key. The generator must be a cryptographic one. */
  public static String made(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The configured key: {@code KEYRELAY_MASTER_KEY}, else what the file {@code
   * KEYRELAY_MASTER_KEY_FILE} holds. One that does not hold becomes a finding.
   */
  public static Optional<MasterKey> of(Settings settings) {
    var text = settings.find(Variables.MASTER_KEY);
    String name = Variables.MASTER_KEY.name();
    if (text.isEmpty()) {
      name = Variables.MASTER_KEY_FILE.name();
      text = settings.find(Variables.MASTER_KEY_FILE).flatMap(file -> content(settings, file));
    }
    var key = text.flatMap(MasterKey::of);
    if (text.isPresent() && key.isEmpty()) {
      settings
          .findings()
          .error(
              name,
              "is no key (expected: " + EXPECTED + "), so encrypted accounts cannot be read.",
              "Correct it"
                  + settings.environment().origin(name).map(o -> " in " + o).orElse("")
                  + ".");
    }
    return key;
  }

  private static Optional<String> content(Settings settings, String file) {
    Path path = Path.of(Environment.expanded(file));
    if (PrivateFiles.exposed(path)) {
      settings
          .findings()
          .warning(
              Variables.MASTER_KEY_FILE.name(),
              "names a file that other users of this machine can read.",
              "Allow it to its owner alone: chmod 600 " + path);
    }
    try {
      return Optional.of(Files.readString(path, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      settings
          .findings()
          .error(
              Variables.MASTER_KEY_FILE.name(),
              "names " + path + ", which cannot be read (" + e.getClass().getSimpleName() + ").",
              "Make the file readable, or remove the variable.");
      return Optional.empty();
    }
  }

  private static String id(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Encrypts; the result is one line of ASCII. */
  String seal(byte[] plain) {
    try {
      var header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM).keyID(id);
      var jwe = new JWEObject(header.build(), new Payload(plain));
      jwe.encrypt(new DirectEncrypter(key));
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * Decrypts.
   *
   * @throws IOException if another key encrypted it, or it was changed; the message says which
   */
  byte[] open(String sealed) throws IOException {
    JWEObject jwe;
    try {
      jwe = JWEObject.parse(sealed);
    } catch (ParseException _) {
      throw new IOException("is damaged (expected: a JWE, RFC 7516)");
    }
    String other = jwe.getHeader().getKeyID();
    if (other != null && !other.equals(id)) {
      throw new IOException(
          "was encrypted with key " + shown(other) + ", and the master key is " + id);
    }
    try {
      jwe.decrypt(new DirectDecrypter(key));
    } catch (JOSEException | IllegalStateException _) {
      throw new IOException("was changed after it was encrypted, or by another key than " + id);
    }
    return jwe.getPayload().toBytes();
  }

  private static String shown(String id) {
    return id.matches("[0-9a-f]{8}") ? id : "of another program";
  }

  @Override
  public String toString() {
    return "MasterKey[" + id + "]";
  }
}
