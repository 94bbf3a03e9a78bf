package dev.keyrelay.engine.credential;

/** What may be shown of a secret or an address: enough to tell two apart, too little to use. */
final class Mask {

  private static final int LONG_ENOUGH = 16;

  private Mask() {}

  /** The last four characters of a key of at least 16, of a shorter one none. */
  static String key(String key) {
    return key.length() < LONG_ENOUGH ? "…" : "…" + key.substring(key.length() - 4);
  }

  /** The first two characters of a mail address and its last label. */
  static String email(String email) {
    int at = email.indexOf('@');
    if (at < 1) {
      return "***";
    }
    int dot = email.lastIndexOf('.');
    String local = email.substring(0, Math.min(at > 2 ? 2 : 1, at));
    return local + "***@***" + (dot > at ? email.substring(dot) : "");
  }
}
