package dev.keyrelay.engine.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The credentials that an operator has taken out of the choice, as a section of the state. One that
 * is not configured now is remembered, in case it returns.
 */
public final class DisabledCredentials implements Section {

  /** Takes a credential out of its pool, or lets it in again. */
  @FunctionalInterface
  public interface Switch {
    /** Whether the credential is there. */
    boolean set(String provider, String credential, boolean disabled);
  }

  private record Key(String provider, String credential) {
    StateKey row() {
      return new StateKey(provider, credential, "");
    }
  }

  private final Switch pools;
  private final Map<Key, Instant> since = new ConcurrentHashMap<>();

  /** What the store has; touched by its one writer alone. */
  private final Map<Key, Instant> kept = new HashMap<>();

  public DisabledCredentials(Switch pools) {
    this.pools = pools;
  }

  /** Takes a credential out, or lets it in again; whether it is there. */
  public boolean set(String provider, String credential, boolean disabled, Instant now) {
    boolean there = pools.set(provider, credential, disabled);
    var key = new Key(provider, credential);
    if (!disabled) {
      since.remove(key);
    } else if (there) {
      since.putIfAbsent(key, now);
    }
    return there;
  }

  /** A credential came into its pool: it is taken out of the choice if it was before. */
  public void joined(String provider, String credential) {
    if (since.containsKey(new Key(provider, credential))) {
      pools.set(provider, credential, true);
    }
  }

  @Override
  public String name() {
    return "disabled";
  }

  @Override
  public void load(StateKey row, JsonNode json) {
    var key = new Key(row.provider(), row.credential());
    var at = Instant.ofEpochMilli(json.path("since").asLong());
    since.put(key, at);
    kept.put(key, at);
    pools.set(key.provider, key.credential, true);
  }

  @Override
  public void drain(Sink sink) {
    var now = Map.copyOf(since);
    now.forEach(
        (key, at) -> {
          if (!at.equals(kept.get(key))) {
            sink.put(
                key.row(), JsonNodeFactory.instance.objectNode().put("since", at.toEpochMilli()));
          }
        });
    kept.keySet().stream().filter(key -> !now.containsKey(key)).forEach(k -> sink.remove(k.row()));
    kept.clear();
    kept.putAll(now);
  }

  @Override
  public void forget(String provider, String credential) {
    since.remove(new Key(provider, credential));
  }
}
