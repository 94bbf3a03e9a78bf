package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.routing.Target;

/** Finds out which conversation a call belongs to. */
final class Conversations {

  private Conversations() {}

  static Conversation of(Call call, Target target) {
    return Conversation.UNKNOWN;
  }
}
