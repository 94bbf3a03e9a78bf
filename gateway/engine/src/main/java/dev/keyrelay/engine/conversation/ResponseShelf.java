package dev.keyrelay.engine.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.config.StoredResponseSettings;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateKey;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kept responses by id. Bounded in bytes and in age: the least recently used ones go first. Nothing
 * here waits for a disk: the store asks for what changed.
 */
final class ResponseShelf implements Section, Shelf {

  /** What an entry takes beside its texts, about. */
  private static final int OVERHEAD = 400;

  private final StoredResponseSettings limits;
  private final InstantSource clock;
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, StateKey> changed = new HashMap<>();
  private long bytes;

  private record Entry(KeptResponse kept, Instant since) {

    long bytes() {
      return ResponseShelf.bytes(kept);
    }

    StateKey key(String id) {
      return switch (kept) {
        case KeptResponse.Here _ -> new StateKey("", "", id);
        case KeptResponse.There there -> new StateKey(there.provider(), there.credential(), id);
      };
    }
  }

  ResponseShelf(StoredResponseSettings limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** What an entry takes, about. */
  static long bytes(KeptResponse kept) {
    return OVERHEAD
        + switch (kept) {
          case KeptResponse.Here here -> here.input().length + here.response().length;
          case KeptResponse.There _ -> 0;
        };
  }

  @Override
  public synchronized void put(String id, KeptResponse kept) {
    var entry = new Entry(kept, clock.instant());
    if (entry.bytes() <= limits.maxBytes()) {
      place(id, entry);
      changed.put(id, entry.key(id));
    }
  }

  private void place(String id, Entry entry) {
    remove(id);
    entries.put(id, entry);
    bytes += entry.bytes();
    var oldest = entries.entrySet().iterator();
    while (oldest.hasNext() && bytes > limits.maxBytes()) {
      var gone = oldest.next();
      oldest.remove();
      forgotten(gone.getKey(), gone.getValue());
    }
  }

  private void forgotten(String id, Entry entry) {
    bytes -= entry.bytes();
    changed.put(id, entry.key(id));
  }

  /** A response of a client; empty also if it is another client's, or too old. */
  synchronized Optional<KeptResponse> find(String id, String client) {
    var entry = entries.get(id);
    if (entry == null || !entry.kept().client().equals(client)) {
      return Optional.empty();
    }
    if (!entry.since().plus(limits.maxAge()).isAfter(clock.instant())) {
      remove(id);
      return Optional.empty();
    }
    return Optional.of(entry.kept());
  }

  @Override
  public synchronized List<KeptResponse> find(String id, String client, int most) {
    var all = new ArrayList<KeptResponse>();
    var seen = new HashSet<String>();
    var next = Optional.of(id);
    while (next.isPresent() && seen.add(next.get()) && all.size() < most) {
      var kept = find(next.get(), client);
      kept.ifPresent(all::add);
      next =
          kept.flatMap(
              one -> one instanceof KeptResponse.Here here ? here.previous() : Optional.empty());
    }
    return all;
  }

  /** Somebody else keeps what changed up to now. */
  synchronized void written() {
    changed.clear();
  }

  @Override
  public synchronized void remove(String id) {
    var entry = entries.remove(id);
    if (entry != null) {
      forgotten(id, entry);
    }
  }

  /** The bytes that all of them take, about. */
  synchronized long bytes() {
    return bytes;
  }

  @Override
  public String name() {
    return "responses";
  }

  @Override
  public synchronized void load(StateKey key, JsonNode row) {
    String client = row.path("client").textValue();
    if (client == null) {
      throw new IllegalArgumentException("client: missing (expected: a string)");
    }
    var kept =
        row.has("response")
            ? new KeptResponse.Here(
                client,
                Optional.ofNullable(row.path("previous").textValue()),
                json(row.path("input")),
                json(row.path("response")))
            : new KeptResponse.There(
                client, key.provider(), key.credential(), row.path("model").asText(""));
    var entry = new Entry(kept, Instant.ofEpochMilli(row.path("since").asLong()));
    boolean old = !entry.since().plus(limits.maxAge()).isAfter(clock.instant());
    if (old || entry.bytes() > limits.maxBytes()) {
      changed.put(key.name(), key);
    } else {
      place(key.name(), entry);
      changed.remove(key.name());
    }
  }

  private static byte[] json(JsonNode node) {
    try {
      return JsonBody.MAPPER.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void drain(Sink sink) {
    Map<StateKey, Optional<Entry>> rows = new HashMap<>();
    synchronized (this) {
      changed.forEach((id, key) -> rows.put(key, Optional.ofNullable(entries.get(id))));
      changed.clear();
    }
    rows.forEach(
        (key, entry) ->
            entry.ifPresentOrElse(kept -> sink.put(key, row(kept)), () -> sink.remove(key)));
  }

  private static ObjectNode row(Entry entry) {
    var row = JsonBody.MAPPER.createObjectNode().put("client", entry.kept().client());
    row.put("since", entry.since().toEpochMilli());
    switch (entry.kept()) {
      case KeptResponse.Here here -> {
        here.previous().ifPresent(id -> row.put("previous", id));
        row.set("input", tree(here.input()));
        row.set("response", tree(here.response()));
      }
      case KeptResponse.There there -> row.put("model", there.model());
    }
    return row;
  }

  static JsonNode tree(byte[] json) {
    try {
      return JsonBody.MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void forget(String provider, String credential) {
    entries
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone =
                  entry.getValue().kept() instanceof KeptResponse.There there
                      && there.provider().equals(provider)
                      && there.credential().equals(credential);
              if (gone) {
                bytes -= entry.getValue().bytes();
              }
              return gone;
            });
  }
}
