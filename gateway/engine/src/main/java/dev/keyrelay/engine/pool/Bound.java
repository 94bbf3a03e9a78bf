package dev.keyrelay.engine.pool;

import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that the pool remembers: who serves it, and what prompt caching is worth to it.
 * Guarded by the pool's lock.
 */
final class Bound {

  /** The hash under which it was remembered first: it stays while the conversation grows. */
  private final long first;

  Member member;
  private String model = "";
  private Instant used = Instant.MIN;
  private long requests;
  private long input;
  private long cachedInput;
  private long cacheWrites;

  Bound(long mark, Member member) {
    this.first = mark;
    this.member = member;
  }

  /** Its credential was lent to it. */
  void lent(String upstreamModel, Instant now) {
    model = upstreamModel;
    used = now;
  }

  /** An answer came. */
  void served(TokenUsage usage) {
    requests++;
    input += usage.uncachedInput() + usage.cachedInput() + usage.cacheWriteInput();
    cachedInput += usage.cachedInput();
    cacheWrites += usage.cacheWriteInput();
  }

  /** Whether this pool has lent to it; other pools' conversations are only known by their place. */
  boolean isOwn() {
    return !model.isEmpty();
  }

  /** Whether it has had at least as many answers. */
  boolean busierThan(@Nullable SessionView other) {
    return other != null && requests >= other.requests();
  }

  SessionView view() {
    return new SessionView(
        String.format("%016x", Mix.of(first)),
        model,
        member.id(),
        requests,
        input,
        cachedInput,
        cacheWrites,
        used);
  }
}
