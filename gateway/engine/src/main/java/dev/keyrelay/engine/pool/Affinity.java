package dev.keyrelay.engine.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keyrelay.engine.config.SessionPolicy;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Which member a conversation was served by last, so that it meets a warm prompt cache again.
 * Bounded in number and time.
 */
final class Affinity {

  private final Cache<Long, Member> bindings;

  Affinity(SessionPolicy rules, InstantSource clock) {
    this.bindings =
        Caffeine.newBuilder()
            .maximumSize(rules.lifetime().isZero() ? 0 : rules.maxSessions())
            .expireAfterAccess(rules.lifetime())
            .ticker(() -> Math.multiplyExact(clock.millis(), 1_000_000L))
            .executor(Runnable::run)
            .build();
  }

  /**
   * The member of a conversation. Without an id it is found by its longest known beginning; the
   * whole of it does not count, because a repeated first question is more likely somebody else's.
   */
  Optional<Member> memberOf(Conversation conversation) {
    if (conversation.named().isPresent()) {
      return Optional.ofNullable(bindings.getIfPresent(conversation.named().getAsLong()));
    }
    long[] prefixes = conversation.prefixes();
    for (int i = prefixes.length - 2; i >= 0; i--) {
      var member = bindings.getIfPresent(prefixes[i]);
      if (member != null) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  void bind(Conversation conversation, Member member) {
    long[] prefixes = conversation.prefixes();
    if (conversation.named().isPresent()) {
      bindings.put(conversation.named().getAsLong(), member);
    } else if (prefixes.length > 0) {
      bindings.put(prefixes[prefixes.length - 1], member);
    }
  }

  long size() {
    return bindings.estimatedSize();
  }
}
