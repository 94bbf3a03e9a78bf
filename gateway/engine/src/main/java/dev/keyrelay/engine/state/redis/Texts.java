package dev.keyrelay.engine.state.redis;

import dev.keyrelay.engine.state.SharedTexts;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shared texts: a hash of them, and beside it what they follow, since when and when last used. */
final class Texts implements SharedTexts {

  /** What one takes beside its text, about. */
  private static final int OVERHEAD = 400;

  /** What waits for a Redis that is away; the instance that made them has them all. */
  private static final int MOST_WAITING = 1_000;

  private static final String NAMES =
      """
      local texts, previous, since, used, bytes = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local turn = string.format('%.0f', time[1] * 1000000 + time[2])
      """;

  /** An empty text marks one that was removed; it is not kept again. */
  private static final String PUT =
      NAMES
          + """
          local name, follows, text = ARGV[1], ARGV[2], ARGV[3]
          local age, most, overhead = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
          local function drop(one)
            local size = redis.call('HSTRLEN', texts, one)
            if redis.call('HDEL', texts, one) == 1 then
              redis.call('DECRBY', bytes, size + overhead)
            end
            redis.call('HDEL', previous, one)
            redis.call('ZREM', since, one)
            redis.call('ZREM', used, one)
          end
          for _, old in ipairs(
              redis.call('ZRANGEBYSCORE', since, '-inf', now - age, 'LIMIT', 0, 1000)) do
            drop(old)
          end
          if redis.call('HGET', texts, name) == '' then return 0 end
          drop(name)
          redis.call('HSET', texts, name, text)
          if follows ~= '' then redis.call('HSET', previous, name, follows) end
          redis.call('ZADD', since, now, name)
          redis.call('ZADD', used, turn, name)
          redis.call('INCRBY', bytes, string.len(text) + overhead)
          while tonumber(redis.call('GET', bytes)) > most do
            local oldest = redis.call('ZRANGE', used, 0, 0)
            if #oldest == 0 then break end
            drop(oldest[1])
          end
          for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, age) end
          return 1
          """;

  private static final String FIND =
      NAMES
          + """
          local name, age, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
          local found, seen = {}, {}
          while name and not seen[name] and #found < 2 * most do
            local begun = redis.call('ZSCORE', since, name)
            local text = begun and tonumber(begun) > now - age and redis.call('HGET', texts, name)
            if not text then break end
            seen[name] = true
            found[#found + 1] = name
            found[#found + 1] = text
            redis.call('ZADD', used, turn, name)
            name = redis.call('HGET', previous, name)
          end
          return found
          """;

  private final RedisLink link;
  private final String[] keys;
  private final long maxBytes;
  private final Duration maxAge;
  private final LinkedHashMap<String, Put> waiting = new LinkedHashMap<>();

  private record Put(Optional<String> previous, String text) {}

  Texts(RedisLink link, String prefix, long maxBytes, Duration maxAge) {
    this.link = link;
    this.keys =
        new String[] {
          prefix + "texts", prefix + "previous", prefix + "since", prefix + "used", prefix + "bytes"
        };
    this.maxBytes = maxBytes;
    this.maxAge = maxAge;
  }

  @Override
  public void put(String name, Optional<String> previous, String text) {
    send(name, new Put(previous, text));
  }

  @Override
  public void remove(String name) {
    var gone = new Put(Optional.empty(), "");
    var done =
        link.change(
            redis -> redis.eval(PUT, ScriptOutputType.INTEGER, keys, arguments(name, gone)));
    if (done.isEmpty()) {
      later(name, gone);
    }
  }

  private void send(String name, Put put) {
    link.send(
        redis -> redis.eval(PUT, ScriptOutputType.INTEGER, keys, arguments(name, put)),
        () -> later(name, put));
  }

  private String[] arguments(String name, Put put) {
    return new String[] {
      name,
      put.previous().orElse(""),
      put.text(),
      Long.toString(maxAge.toMillis()),
      Long.toString(maxBytes),
      Integer.toString(OVERHEAD)
    };
  }

  private void later(String name, Put put) {
    synchronized (waiting) {
      var known = waiting.get(name);
      if (known == null || !known.text().isEmpty()) {
        waiting.putLast(name, put);
      }
      while (waiting.size() > MOST_WAITING) {
        waiting.pollFirstEntry();
      }
    }
  }

  /** Keeps what waits. */
  void settle() {
    Map<String, Put> now;
    synchronized (waiting) {
      now = new LinkedHashMap<>(waiting);
      waiting.clear();
    }
    now.forEach(this::send);
  }

  @Override
  public Optional<List<Link>> find(String name, int most) {
    return link.<List<String>>change(
            redis ->
                redis.eval(
                    FIND,
                    ScriptOutputType.MULTI,
                    keys,
                    name,
                    Long.toString(maxAge.toMillis()),
                    Integer.toString(most)))
        .map(Texts::links);
  }

  private static List<Link> links(List<String> found) {
    var links = new ArrayList<Link>();
    for (int i = 0; i + 1 < found.size(); i += 2) {
      String text = found.get(i + 1);
      links.add(new Link(found.get(i), text.isEmpty() ? Optional.empty() : Optional.of(text)));
    }
    return links;
  }
}
