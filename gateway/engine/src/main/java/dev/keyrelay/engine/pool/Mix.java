package dev.keyrelay.engine.pool;

import java.nio.charset.StandardCharsets;

/**
 * Hashes for spreading, not for secrets: FNV-1a over the bytes, finished by the mixer of SplitMix64
 * (Steele, Lea, Flood 2014), so that near inputs lie far apart.
 */
final class Mix {

  private Mix() {}

  static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return of(hash);
  }

  static long of(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
