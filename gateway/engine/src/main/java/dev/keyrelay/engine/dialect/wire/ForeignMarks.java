package dev.keyrelay.engine.dialect.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds in the bytes of a request whether it may hold what {@link Carrier} carried, without reading
 * it as JSON. What is found may stand in a text by chance; what is not found is not there.
 */
public final class ForeignMarks {

  /** How ids of thoughts begin that this gateway named. */
  public static final String OWN_THOUGHT = "rs_resp_";

  /**
   * What Google says to put where calls that no Gemini model made have no signature (its page on
   * thought signatures); models from 3 on refuse such calls without it.
   */
  public static final String NOT_OF_GEMINI = "skip_thought_signature_validator";

  /** Stands where Anthropic keeps a value of its own of a page that another service found. */
  public static final String MADE = Carrier.MARK + "made";

  /** How ids of searches begin that Anthropic's clients are told of another service. */
  public static final String MADE_SEARCH = "srvtoolu_" + Carrier.MARK;

  /** How ids of searches begin that clients of responses are told of another service. */
  public static final String OWN_SEARCH = "ws_resp_";

  /** The carrier's mark, nine bytes, and what base64 makes of nine bytes wherever they begin. */
  private static final Search MARK = new Search(Carrier.MARK);

  private static final String BASE64_MARK = "a2V5cmVsYXku";
  private static final Search BASE64 = new Search(BASE64_MARK);
  private static final Search THOUGHT = new Search("\"" + OWN_THOUGHT);
  private static final Search SEARCH = new Search("\"" + OWN_SEARCH);
  private static final Search REFERENCE = new Search("\"item_reference\"");
  private static final Search SIGNATURE = new Search("\"signature\"");

  private ForeignMarks() {}

  /** Whether a carried value may be there. */
  public static boolean carried(ByteBuffer json) {
    return MARK.find(json, 0) >= 0;
  }

  /** Whether a carried value, or a thought or search that this gateway named, may be there. */
  public static boolean carriedInResponses(ByteBuffer json) {
    return carried(json) || THOUGHT.find(json, 0) >= 0 || SEARCH.find(json, 0) >= 0;
  }

  /** Whether an item of responses may be there that stands for another. */
  public static boolean references(ByteBuffer json) {
    return REFERENCE.find(json, 0) >= 0;
  }

  /** Whether a carried value in base64 may be there. */
  public static boolean carriedInBase64(ByteBuffer json) {
    return BASE64.find(json, 0) >= 0;
  }

  /** Whether a text in base64 is a carried value. */
  public static boolean isCarriedInBase64(String value) {
    return value.startsWith(BASE64_MARK);
  }

  /** Whether a field {@code signature} may hold an empty text. */
  public static boolean emptySignature(ByteBuffer json) {
    for (int at = SIGNATURE.find(json, 0); at >= 0; at = SIGNATURE.find(json, at + 1)) {
      int i = afterSpace(json, at + SIGNATURE.length());
      if (i < json.limit() && json.get(i) == ':') {
        i = afterSpace(json, i + 1);
        if (i + 1 < json.limit() && json.get(i) == '"' && json.get(i + 1) == '"') {
          return true;
        }
      }
    }
    return false;
  }

  private static int afterSpace(ByteBuffer json, int from) {
    int i = from;
    while (i < json.limit() && json.get(i) <= ' ' && json.get(i) >= 0) {
      i++;
    }
    return i;
  }

  /** Horspool's search, which looks at about every ninth byte. */
  private static final class Search {

    private final byte[] word;
    private final int[] skips = new int[256];

    Search(String text) {
      word = text.getBytes(StandardCharsets.US_ASCII);
      Arrays.fill(skips, word.length);
      for (int i = 0; i < word.length - 1; i++) {
        skips[word[i]] = word.length - 1 - i;
      }
    }

    int length() {
      return word.length;
    }

    int find(ByteBuffer text, int from) {
      int last = word.length - 1;
      for (int at = from; at <= text.limit() - word.length; ) {
        int end = text.get(at + last);
        int i = end == word[last] ? last - 1 : last;
        while (i >= 0 && i < last && text.get(at + i) == word[i]) {
          i--;
        }
        if (i < 0) {
          return at;
        }
        at += skips[end & 0xff];
      }
      return -1;
    }
  }
}
