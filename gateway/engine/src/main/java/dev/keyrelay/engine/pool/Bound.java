package dev.keyrelay.engine.pool;

import dev.keyrelay.spi.chat.TokenUsage;

/**
 * A conversation that the pool remembers: who serves it, and what prompt caching is worth to it.
 * Guarded by the pool's lock.
 */
final class Bound {

  Member member;
  long requests;
  long input;
  long cachedInput;
  long cacheWrites;

  Bound(Member member) {
    this.member = member;
  }

  /** An answer came. */
  void served(TokenUsage usage) {
    requests++;
    input += usage.uncachedInput() + usage.cachedInput() + usage.cacheWriteInput();
    cachedInput += usage.cachedInput();
    cacheWrites += usage.cacheWriteInput();
  }

  SessionView view() {
    return new SessionView(member.id(), requests, input, cachedInput, cacheWrites);
  }
}
