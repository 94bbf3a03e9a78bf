package dev.keyrelay.engine.state.redis;

import java.util.UUID;

/** The name of this instance among those that share a Redis. */
final class Instance {

  private volatile String name = made();

  private static String made() {
    return UUID.randomUUID().toString();
  }

  String name() {
    return name;
  }

  /** From now on it is another: the process may be one of several copies. */
  void rename() {
    name = made();
  }
}
