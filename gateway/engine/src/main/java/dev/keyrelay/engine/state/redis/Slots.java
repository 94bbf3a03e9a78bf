package dev.keyrelay.engine.state.redis;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
      for i, key in ipairs(KEYS) do
        redis.call('ZADD', key, now + ARGV[1], ARGV[i + 1])
        redis.call('PEXPIRE', key, ARGV[1])
      end
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
        link.change(
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
          giveBack(new Given(key, slot));
        });
  }

  /** Slots end on event loops, which must not wait for Redis. */
  private void giveBack(Given back) {
    link.send(redis -> redis.zrem(back.key(), back.slot()), () -> given.add(back));
  }

  /** Gives back what could not be given back when it ended. */
  void settle() {
    var now = new ArrayList<Given>();
    for (var one = given.poll(); one != null; one = given.poll()) {
      now.add(one);
    }
    now.forEach(this::giveBack);
  }

  /** Holds on to what is held, to all of it at once. */
  void renew() {
    var keys = new ArrayList<String>();
    var arguments = new ArrayList<>(List.of(Long.toString(expiry.toMillis())));
    held.forEach(
        (slot, key) -> {
          keys.add(key);
          arguments.add(slot);
        });
    if (!keys.isEmpty()) {
      link.<Long>change(
          redis ->
              redis.eval(
                  RENEW,
                  ScriptOutputType.INTEGER,
                  keys.toArray(String[]::new),
                  arguments.toArray(String[]::new)));
      for (int i = 0; i < keys.size(); i++) {
        // One that ended meanwhile may have been taken again by its renewal.
        String slot = arguments.get(i + 1);
        if (!held.containsKey(slot)) {
          giveBack(new Given(keys.get(i), slot));
        }
      }
    }
  }
}
