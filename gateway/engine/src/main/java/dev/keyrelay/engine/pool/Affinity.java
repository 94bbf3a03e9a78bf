package dev.keyrelay.engine.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keyrelay.engine.config.SessionPolicy;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which member a conversation was served by last, so that it meets a warm prompt cache again.
 * Bounded in number and time.
 */
final class Affinity {

  private final Cache<Long, Bound> bindings;

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
   * What is remembered of a conversation. Without an id it is found by its longest known beginning;
   * the whole of it does not count, because a repeated first question is more likely somebody
   * else's.
   */
  Optional<Bound> of(Conversation conversation) {
    return find(conversation, bindings::getIfPresent);
  }

  /** The same, without counting as a use of it. */
  Optional<Bound> peek(Conversation conversation) {
    return find(conversation, bindings.policy()::getIfPresentQuietly);
  }

  private static Optional<Bound> find(
      Conversation conversation, Function<Long, @Nullable Bound> bound) {
    if (conversation.named().isPresent()) {
      return Optional.ofNullable(bound.apply(conversation.named().getAsLong()));
    }
    long[] prefixes = conversation.prefixes();
    for (int i = prefixes.length - 2; i >= 0; i--) {
      var known = bound.apply(prefixes[i]);
      if (known != null) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** Remembers that a member serves a conversation; what is known of it comes along. */
  Optional<Bound> bind(Conversation conversation, Optional<Bound> known, Member member) {
    var mark = conversation.mark();
    if (mark.isEmpty()) {
      return Optional.empty();
    }
    var bound = known.orElseGet(() -> new Bound(mark.getAsLong(), member));
    bound.member = member;
    bindings.put(mark.getAsLong(), bound);
    return Optional.of(bound);
  }

  /** Another pool of the same credentials has a member serve a conversation. */
  void bind(long mark, Member member) {
    var bound = bindings.getIfPresent(mark);
    if (bound == null) {
      bindings.put(mark, new Bound(mark, member));
    } else {
      bound.member = member;
    }
  }

  /** Every conversation once, without counting as a use of any. */
  Set<Bound> all() {
    Set<Bound> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(bindings.asMap().values());
    return all;
  }
}
