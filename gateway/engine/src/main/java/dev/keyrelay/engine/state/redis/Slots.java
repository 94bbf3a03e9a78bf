package dev.keyrelay.engine.state.redis;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Slots that all instances share: a sorted set per name, of who has one and until when. A slot
 * whose instance died ends by itself.
 */
final class Slots {

  /** By Redis's clock, so that the clocks of instances do not matter. */
  private static final String TAKE =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
      if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
      redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      return 1
      """;

  private static final String RENEW =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      return 1
      """;

  private final RedisLink link;
  private final String prefix;
  private final Instance instance;
  private final Duration expiry;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, String> held = new ConcurrentHashMap<>();
  private final Queue<Given> given = new ConcurrentLinkedQueue<>();

  private record Given(String key, String slot) {}

  Slots(RedisLink link, String prefix, Instance instance, Duration expiry) {
    this.link = link;
    this.prefix = prefix;
    this.instance = instance;
    this.expiry = expiry;
  }

  /** Takes a slot; granted without one if Redis is away. */
  Optional<Runnable> take(String name, int most) {
    String key = prefix + name;
    String slot = instance.name() + ":" + count.incrementAndGet();
    Optional<Long> taken =
        link.ask(
            redis ->
                redis.eval(
                    TAKE,
                    ScriptOutputType.INTEGER,
                    new String[] {key},
                    slot,
                    Integer.toString(most),
                    Long.toString(expiry.toMillis())));
    if (taken.isPresent() && taken.get() == 0) {
      return Optional.empty();
    }
    if (taken.isEmpty()) {
      return Optional.of(() -> {});
    }
    held.put(slot, key);
    return Optional.of(
        () -> {
          held.remove(slot);
          given.add(new Given(key, slot));
        });
  }

  /** Gives back what is no longer used; slots end on event loops, which must not wait for Redis. */
  void settle() {
    for (var one = given.poll(); one != null; one = given.poll()) {
      var back = one;
      link.ask(redis -> redis.zrem(back.key(), back.slot()));
    }
  }

  /** Holds on to what is held. */
  void renew() {
    held.forEach(
        (slot, key) ->
            link.<Long>ask(
                redis ->
                    redis.eval(
                        RENEW,
                        ScriptOutputType.INTEGER,
                        new String[] {key},
                        slot,
                        Long.toString(expiry.toMillis()))));
  }
}
