package dev.keyrelay.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A section of numbers, for tests. */
final class Counter implements Section {

  private final Map<StateKey, Long> values =
      new TreeMap<>(java.util.Comparator.comparing(StateKey::toString));
  private final Set<StateKey> changed =
      new TreeSet<>(java.util.Comparator.comparing(StateKey::toString));

  @Override
  public String name() {
    return "counter";
  }

  synchronized void set(StateKey key, long value) {
    values.put(key, value);
    changed.add(key);
  }

  synchronized void remove(StateKey key) {
    values.remove(key);
    changed.add(key);
  }

  synchronized Map<StateKey, Long> values() {
    return Map.copyOf(values);
  }

  @Override
  public synchronized void load(StateKey key, JsonNode row) {
    if (!row.path("value").isNumber()) {
      throw new IllegalArgumentException("value: missing (expected: a number)");
    }
    values.put(key, row.path("value").asLong());
  }

  @Override
  public synchronized void drain(Sink sink) {
    for (StateKey key : changed) {
      Long value = values.get(key);
      if (value == null) {
        sink.remove(key);
      } else {
        sink.put(key, JsonBody.MAPPER.createObjectNode().put("value", value));
      }
    }
    changed.clear();
  }

  @Override
  public synchronized void forget(String provider, String credential) {
    values
        .keySet()
        .removeIf(key -> key.provider().equals(provider) && key.credential().equals(credential));
  }
}
