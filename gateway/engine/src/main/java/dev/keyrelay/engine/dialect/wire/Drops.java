package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.chat.Stop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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

  /** Notes why an answer stopped, if it is for a reason that the client's dialect cannot say. */
  public void addStop(Stop stop, Set<Stop.Reason> unsaid) {
    if (unsaid.contains(stop.reason())) {
      String word = stop.words().orElse(stop.reason().name().toLowerCase(Locale.ROOT));
      add("stop_reason." + word.split("[^A-Za-z_]", 2)[0]);
    }
  }

  /** The fields. */
  public List<String> fields() {
    return List.copyOf(fields);
  }
}
