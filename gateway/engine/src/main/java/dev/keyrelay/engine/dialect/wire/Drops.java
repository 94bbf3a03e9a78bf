package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.chat.Citation;
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

  /** Notes the fields of an object that are not among the known ones, and say something. */
  public void addUnknown(JsonNode object, Set<String> known, String path) {
    for (var field : object.properties()) {
      JsonNode value = field.getValue();
      boolean empty = value.isNull() || (value.isContainerNode() && value.isEmpty());
      if (!empty && !known.contains(field.getKey())) {
        fields.add(path + field.getKey());
      }
    }
  }

  /**
   * Notes why an answer stopped, if it is for a reason that the client's dialect cannot say, and
   * what upstream says of it.
   *
   * @param sequences whether the dialect tells which stop sequence was met
   */
  public void addStop(Stop stop, Set<Stop.Reason> unsaid, boolean sequences) {
    if (unsaid.contains(stop.reason())) {
      String word = stop.words().orElse(stop.reason().name().toLowerCase(Locale.ROOT));
      add("stop_reason." + word.split("[^A-Za-z_]", 2)[0]);
    }
    boolean explained = stop.reason() == Stop.Reason.FILTERED && stop.words().isPresent();
    addIf(explained && stop.words().get().contains(": "), "finishMessage");
    addIf(stop.sequence().isPresent() && !sequences, "stop_sequence");
  }

  /**
   * Notes a citation that names no source, which cannot be told, or else the words that it quotes.
   *
   * @param quotable whether the client's dialect has a place for those
   * @return whether it cannot be told
   */
  public boolean addUnsaid(Citation citation, boolean quotable) {
    boolean unsaid = citation.url().isEmpty() && citation.title().isEmpty();
    addIf(unsaid, "content.citations");
    boolean quotes = citation.quote().filter(words -> !words.isEmpty()).isPresent();
    addIf(!unsaid && quotes && !quotable, "content.citations.cited_text");
    return unsaid;
  }

  /** The fields. */
  public List<String> fields() {
    return List.copyOf(fields);
  }
}
