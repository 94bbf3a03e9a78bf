package dev.keyrelay.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * State that several instances of the gateway share. Every instance decides by what it has in
 * memory; news travel between them. While the place of sharing cannot be reached, each instance
 * goes on alone, and tells the others later.
 */
public interface SharedState extends StateStore {

  /** Tells the other instances; returns at once. */
  void publish(ObjectNode news);

  /** Has the news of other instances told to a listener, in one order for all; once. */
  void subscribe(Consumer<JsonNode> listener);

  /** Takes in what is new, before an invocation of a function that was asleep. */
  void catchUp();

  /**
   * Takes one of some slots that all instances share. One exchange with the place of sharing;
   * granted if it cannot be reached.
   *
   * @param name what the slots are of
   * @param most how many there are
   * @return how to give it back; empty if all are taken
   */
  Optional<Runnable> takeSlot(String name, int most);

  /**
   * Takes a lock that ends by itself; empty if another has it, or the place cannot be reached.
   *
   * @return how to release it
   */
  Optional<Runnable> lock(String name, Duration expiry);

  /** Closes the connection to the place of sharing; the next exchange opens another. */
  void disconnect();

  /**
   * Has this instance be one that the others do not know yet: its process may be one of several
   * copies, which would else take one another's news for their own.
   */
  void becomeAnother();

  /** Whether the other instances can be reached. */
  boolean reachable();

  /** Keeps a text for all instances; it is forgotten after a time. Never plain key material. */
  void put(String name, String text, Duration expiry);

  /**
   * Texts of one kind; to be asked for once.
   *
   * @param maxBytes the most that all of them take together
   * @param maxAge how long one is kept
   */
  SharedTexts texts(String kind, long maxBytes, Duration maxAge);

  /** The text that some instance kept; empty too if the place cannot be reached. */
  Optional<String> get(String name);
}
