package dev.keyrelay.engine.conversation;

import dev.keyrelay.engine.config.StoredResponseSettings;
import dev.keyrelay.engine.state.SharedTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Responses that all instances share. Each keeps those that it made as well: they are served while
 * the place of sharing is away, or has forgotten them.
 */
final class SharedShelf implements Shelf {

  private final ResponseShelf own;
  private final SharedTexts shared;
  private final StoredResponseSettings limits;

  SharedShelf(ResponseShelf own, SharedTexts shared, StoredResponseSettings limits) {
    this.own = own;
    this.shared = shared;
    this.limits = limits;
  }

  @Override
  public void put(String id, KeptResponse kept) {
    if (ResponseShelf.bytes(kept) <= limits.maxBytes()) {
      own.put(id, kept);
      own.written();
      shared.put(id, previous(kept), KeptText.of(kept));
    }
  }

  private static Optional<String> previous(KeptResponse kept) {
    return kept instanceof KeptResponse.Here here ? here.previous() : Optional.empty();
  }

  @Override
  public List<KeptResponse> find(String id, String client, int most) {
    if (limits.maxBytes() == 0) {
      return List.of();
    }
    var all = new ArrayList<KeptResponse>();
    var next = Optional.of(id);
    for (var link : shared.find(id, most).orElse(List.of())) {
      var kept = link.text().flatMap(KeptText::read).filter(one -> one.client().equals(client));
      if (kept.isEmpty()) {
        return all;
      }
      all.add(kept.get());
      next = previous(kept.get());
    }
    next.filter(_ -> all.size() < most)
        .ifPresent(rest -> all.addAll(own.find(rest, client, most - all.size())));
    return all;
  }

  @Override
  public void remove(String id) {
    own.remove(id);
    own.written();
    shared.remove(id);
  }
}
