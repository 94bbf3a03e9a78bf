package dev.keyrelay.engine.limit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateKey;
import dev.keyrelay.spi.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** Cooldowns as a section of the state: one row each, with absolute times. */
public final class CooldownSection implements Section {

  private final Cooldowns cooldowns;

  /** What the store has; touched by its one writer alone. */
  private final Map<CooldownKey, Cooldown> kept = new HashMap<>();

  public CooldownSection(Cooldowns cooldowns) {
    this.cooldowns = cooldowns;
  }

  @Override
  public String name() {
    return "cooldowns";
  }

  @Override
  public void load(StateKey key, JsonNode row) {
    int colon = key.name().indexOf(':');
    var scope = Scope.valueOf(key.name().substring(0, colon));
    var about =
        new CooldownKey(scope, key.provider(), key.credential(), key.name().substring(colon + 1));
    var cooldown =
        new Cooldown(
            Instant.ofEpochMilli(row.path("until").asLong()),
            row.path("cause").asText(),
            Cooldown.Source.valueOf(row.path("source").asText("DEFAULT")),
            Instant.ofEpochMilli(row.path("since").asLong()),
            row.path("level").asInt());
    cooldowns.set(about, cooldown);
    kept.put(about, cooldown);
  }

  @Override
  public void drain(Sink sink) {
    var now = new HashMap<CooldownKey, Cooldown>();
    cooldowns.forEach(now::put);
    now.forEach(
        (key, cooldown) -> {
          if (!cooldown.equals(kept.get(key))) {
            sink.put(row(key), json(cooldown));
          }
        });
    for (var key : new ArrayList<>(kept.keySet())) {
      if (!now.containsKey(key)) {
        sink.remove(row(key));
      }
    }
    kept.clear();
    kept.putAll(now);
  }

  private static StateKey row(CooldownKey key) {
    return new StateKey(key.provider(), key.credential(), key.scope() + ":" + key.subject());
  }

  private static ObjectNode json(Cooldown cooldown) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("until", cooldown.until().toEpochMilli())
        .put("cause", cooldown.cause())
        .put("source", cooldown.source().name())
        .put("since", cooldown.since().toEpochMilli())
        .put("level", cooldown.level());
  }

  @Override
  public void forget(String provider, String credential) {
    cooldowns.of(provider, credential).keySet().forEach(cooldowns::clear);
  }
}
