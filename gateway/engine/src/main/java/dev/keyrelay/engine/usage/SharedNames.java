package dev.keyrelay.engine.usage;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One string for a name that many credentials have a book for. Of a fixed size: names take one
 * another's place, and what is displaced stays right and takes a little more room.
 */
final class SharedNames {

  /** A power of two; some tens of times the models that a large pool uses. */
  private static final int PLACES = 1 << 14;

  private final AtomicReferenceArray<String> places = new AtomicReferenceArray<>(PLACES);

  /** An equal string. */
  String of(String name) {
    int place = ((name.hashCode() * 0x9E3779B9) >>> 16) & (PLACES - 1);
    String known = places.get(place);
    if (name.equals(known)) {
      return known;
    }
    places.set(place, name);
    return name;
  }
}
