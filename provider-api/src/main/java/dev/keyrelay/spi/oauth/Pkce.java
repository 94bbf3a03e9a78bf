package dev.keyrelay.spi.oauth;

import dev.keyrelay.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * Proof key of one login (RFC 7636, method S256).
 *
 * @param verifier 43 characters of base64url, shown to the token endpoint alone
 * @param challenge its SHA-256 in base64url, shown to the browser
 */
public record Pkce(Secret verifier, String challenge) {

  private static final int BYTES = 32;

  /** A new proof key. The generator must be a cryptographic one. */
  public static Pkce of(RandomGenerator random) {
    String verifier = randomText(random);
    return new Pkce(Secret.of(verifier), challenge(verifier));
  }

  /** 256 random bits in base64url without padding, for a verifier or a {@code state}. */
  public static String randomText(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The S256 challenge of a verifier. */
  public static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
