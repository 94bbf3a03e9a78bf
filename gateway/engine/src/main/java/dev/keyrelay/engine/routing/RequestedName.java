package dev.keyrelay.engine.routing;

import java.util.Locale;

/** The name of a model as clients write it. */
final class RequestedName {

  private RequestedName() {}

  /**
   * The name as it is compared: without space around it, and with the provider, which is what comes
   * before the first slash, in lower case. The model is left as it is: some upstreams care for
   * case.
   */
  static String plain(String requested) {
    String name = requested.strip();
    int slash = name.indexOf('/');
    for (int i = 0; i < slash; i++) {
      char c = name.charAt(i);
      if (c > 0x7f || (c >= 'A' && c <= 'Z')) {
        return name.substring(0, slash).toLowerCase(Locale.ROOT) + name.substring(slash);
      }
    }
    return name;
  }
}
