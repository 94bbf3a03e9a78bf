package dev.keyrelay.engine.dialect.wire;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that a translation left out, for the header {@code x-keyrelay-dropped}: dotted paths
 * without indices, each once, in the words of the dialect they came in.
 */
public final class Drops {

  private final Set<String> fields = new LinkedHashSet<>();

  /** Notes a field. */
  public void add(String path) {
    fields.add(path);
  }

  /** Notes a field if something was in it. */
  public void addIf(boolean present, String path) {
    if (present) {
      fields.add(path);
    }
  }

  /** The fields. */
  public List<String> fields() {
    return List.copyOf(fields);
  }
}
