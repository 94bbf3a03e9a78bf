package dev.keyrelay.spi;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** How JSON is written as bytes, and what is told of JSON that cannot be read. */
final class JsonText {

  private static final int MARK_LENGTH = 3;

  /** What the parser says about its own settings, and about a source that it was not told. */
  private static final Pattern OWN_MATTERS =
      Pattern.compile(
          ": enable `[^`]*` to allow| \\(not recognized as one since [^)]*\\)|, from `[^`]*`"
              + "|(?<=\\[)Source: [^;\\]]*; ");

  private JsonText() {}

  /**
   * The bytes without a byte order mark.
   *
   * @throws InvalidJsonException if they are UTF-16 or UTF-32
   */
  static byte[] utf8(byte[] bytes) throws InvalidJsonException {
    if (bytes.length < MARK_LENGTH || (bytes[0] == '{' && bytes[1] != 0)) {
      return bytes;
    }
    if (bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
      return Arrays.copyOfRange(bytes, MARK_LENGTH, bytes.length);
    }
    if (bytes[0] == (byte) 0xFE || bytes[0] == (byte) 0xFF || bytes[0] == 0 || bytes[1] == 0) {
      throw new InvalidJsonException("UTF-16 or UTF-32 (expected: UTF-8)");
    }
    return bytes;
  }

  /** The parser's own words on what is wrong, and where. */
  static String told(JsonProcessingException e) {
    String first = e.getOriginalMessage().lines().findFirst().orElse("not JSON");
    var at = e.getLocation();
    return OWN_MATTERS.matcher(first).replaceAll("")
        + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
  }
}
