package dev.keyrelay.engine.limit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateKey;
import dev.keyrelay.spi.JsonBody;
import java.time.Instant;
import java.util.Optional;

/** Fair cycles as a section of the state: one row for each credential in a cycle. */
public final class FairCycleSection implements Section {

  private final FairCycle cycles;

  public FairCycleSection(FairCycle cycles) {
    this.cycles = cycles;
  }

  @Override
  public String name() {
    return "fair_cycle";
  }

  @Override
  public void load(StateKey row, JsonNode json) {
    String[] name = row.name().split(":", 2);
    var start = Instant.ofEpochMilli(json.path("start").asLong());
    var key = new Cycle.Key(row.provider(), name[1], Integer.parseInt(name[0]));
    var cycle = cycles.cycle(key, start);
    synchronized (cycle) {
      cycle.start = start;
      cycle.take(
          row.credential(),
          json.path("requests").asLong(),
          Optional.ofNullable(json.path("reason").textValue()));
    }
  }

  @Override
  public void drain(Sink sink) {
    cycles.drain((part, cycle) -> write(part, cycle, sink));
  }

  private static void write(FairCycle.Part part, Cycle cycle, Sink sink) {
    var key = part.key();
    var row = new StateKey(key.provider(), part.credential(), key.tier() + ":" + key.scope());
    synchronized (cycle) {
      var view = cycle.view(part.credential());
      if (!view.exhausted() && view.requests() == 0) {
        sink.remove(row);
        return;
      }
      var json = JsonBody.MAPPER.createObjectNode();
      json.put("start", cycle.start.toEpochMilli());
      json.put("requests", view.requests());
      view.reason().ifPresent(reason -> json.put("reason", reason));
      sink.put(row, json);
    }
  }

  @Override
  public void forget(String provider, String credential) {
    cycles.forget(provider, credential);
  }
}
