package dev.keyrelay.engine.dialect.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names that are longer than a service takes: the same text always becomes the same short one, and
 * two texts hardly ever the same.
 */
public final class Shortened {

  /** Hexadecimal digits of the hash that tells shortened texts apart. */
  private static final int HASH = 16;

  private Shortened() {}

  /** The text, or its beginning and a hash if it is longer than the most characters. */
  public static String to(int most, String text) {
    return text.length() <= most
        ? text
        : text.substring(0, most - HASH - 1) + "_" + hash(text).substring(0, HASH);
  }

  /** The text, or its hash alone if it is longer than 64 characters. */
  public static String hashed(String text) {
    return text.length() <= 64 ? text : hash(text);
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
