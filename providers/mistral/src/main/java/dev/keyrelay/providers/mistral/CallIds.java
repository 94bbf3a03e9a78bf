package dev.keyrelay.providers.mistral;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Ids of tool calls. Mistral takes those of nine letters and digits alone (its error 3280); other
 * services make others, and a conversation may have begun there.
 */
final class CallIds {

  private static final int LENGTH = 9;
  private static final Pattern TAKEN = Pattern.compile("[A-Za-z0-9]{" + LENGTH + "}");

  private CallIds() {}

  /** The id itself if Mistral takes it, else always the same one that it takes. */
  static String taken(String id) {
    return TAKEN.matcher(id).matches() ? id : digest(id).substring(0, LENGTH);
  }

  private static String digest(String id) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
