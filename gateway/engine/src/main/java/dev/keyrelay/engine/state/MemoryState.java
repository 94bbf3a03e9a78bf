package dev.keyrelay.engine.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Keeps nothing beyond the process: the sections themselves are the state. */
public final class MemoryState implements StateStore {

  private static final Section.Sink NOWHERE =
      new Section.Sink() {
        @Override
        public void put(StateKey key, ObjectNode row) {}

        @Override
        public void remove(StateKey key) {}
      };

  private final Map<String, Section> sections = new LinkedHashMap<>();

  @Override
  public synchronized void register(Section section) {
    if (sections.putIfAbsent(section.name(), section) != null) {
      throw new IllegalArgumentException(
          "section: " + section.name() + " (expected: a name that is not taken)");
    }
  }

  @Override
  public synchronized void flush() {
    sections.values().forEach(section -> section.drain(NOWHERE));
  }

  @Override
  public int prune(BiPredicate<String, String> configured, Instant unchangedSince) {
    return 0;
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public void close() {}
}
