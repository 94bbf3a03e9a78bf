package dev.keyrelay.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A part of the gateway that has state to keep. It lives in memory; the store asks for what
 * changed. Rows evolve: an unknown field is ignored, a missing one has its default.
 */
public interface Section {

  /** Names the section for ever. */
  String name();

  /**
   * Takes back a row that was kept. Called before the section is in use.
   *
   * @throws RuntimeException if the row makes no sense; it is reported and left alone
   */
  void load(StateKey key, JsonNode row);

  /** So many rows at once fit into any memory. */
  int MANY = 5_000;

  /**
   * Hands over every row that changed since the last call, or some {@link #MANY} of them: the store
   * asks again then. Called by the store's one writer, at most a second after a change; takes the
   * section's locks briefly, row by row.
   */
  void drain(Sink sink);

  /** A credential is gone for good; its rows are deleted. */
  default void forget(String provider, String credential) {}

  /** Takes changed rows. */
  interface Sink {

    /** The row is now this. */
    void put(StateKey key, ObjectNode row);

    /** The row is gone. */
    void remove(StateKey key);
  }
}
