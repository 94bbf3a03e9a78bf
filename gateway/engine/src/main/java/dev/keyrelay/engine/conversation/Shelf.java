package dev.keyrelay.engine.conversation;

import dev.keyrelay.engine.config.StoredResponseSettings;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.engine.state.StateStore;
import java.time.InstantSource;
import java.util.List;

/** Where responses are kept that clients may come back to. */
interface Shelf {

  /**
   * A shelf that outlives the process as far as a store does; of all instances, if they share it.
   */
  static Shelf in(StateStore store, StoredResponseSettings limits, InstantSource clock) {
    var own = new ResponseShelf(limits, clock);
    if (store instanceof SharedState shared) {
      return new SharedShelf(
          own, shared.texts("responses", limits.maxBytes(), limits.maxAge()), limits);
    }
    store.register(own);
    return own;
  }

  /** Keeps a response, unless it alone is larger than all may be. Returns at once. */
  void put(String id, KeptResponse kept);

  /**
   * A response of a client and those that it continues, itself first, as far as they are there;
   * nothing if it is another client's, or too old.
   *
   * @param most how many
   */
  List<KeptResponse> find(String id, String client, int most);

  /** Forgets a response. */
  void remove(String id);
}
