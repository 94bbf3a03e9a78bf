package dev.keyrelay.engine.state.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.engine.state.SharedTexts;
import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.spi.JsonBody;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * State shared through one Redis (7 or later) or Valkey. Decisions are made in memory; a Redis
 * stream carries what the instances learn, and a hash what they know, for instances that start.
 */
public final class RedisState implements SharedState {

  /** What is in braces decides the slot in a cluster: scripts take keys of one slot only. */
  private static final String PREFIX = "{keyrelay}:";

  private static final Duration TICK = Duration.ofMillis(100);
  private static final int RENEWALS = 3;

  /** A stop waits no longer for a Redis that does not answer. */
  private static final Duration LAST_TICK = Duration.ofSeconds(10);

  /** A slot of an instance that dies comes back after it; it is renewed three times within. */
  private static final Duration SLOT = Duration.ofSeconds(30);

  /** No attempt outlasts a function's longest timeout, and nobody renews for one that is frozen. */
  private static final Duration SLOT_OF_A_FUNCTION = Duration.ofMinutes(15);

  private static final String UNLOCK =
      "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return"
          + " 0";

  private final RedisLink link;
  private final Instance instance = new Instance();
  private final News news;
  private final Rows rows;
  private final Slots slots;
  private final List<Texts> texts = new CopyOnWriteArrayList<>();
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Semaphore turn = new Semaphore(1);
  private final @Nullable ScheduledExecutorService thread;
  private final long ticksPerRenewal;
  private boolean subscribed;
  private long ticks;

  private RedisState(RedisURI uri, InstantSource clock, boolean asleep, Duration slot) {
    this.link = new RedisLink(uri, clock);
    this.news = new News(link, PREFIX + "news", instance, clock);
    this.rows = new Rows(link, PREFIX, instance);
    this.slots = new Slots(link, PREFIX + "slots:", instance, slot);
    this.ticksPerRenewal = Math.max(1, slot.dividedBy(RENEWALS).dividedBy(TICK));
    rows.read().ifPresent(news::from);
    this.thread =
        asleep
            ? null
            : Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("keyrelay-redis").factory());
  }

  /**
   * State for a process that runs all the time: news are exchanged ten times a second.
   *
   * @param url {@code redis://[user:password@]host[:port][/database]} or {@code rediss://…}
   * @throws StateException if the address is none; a Redis that is away is none of its reasons
   */
  public static RedisState running(String url, InstantSource clock) {
    return running(url, clock, SLOT);
  }

  /**
   * The same with another life of slots.
   *
   * @param slot after how long a slot comes back whose instance died; at least a second
   */
  static RedisState running(String url, InstantSource clock, Duration slot) {
    var state = new RedisState(RedisAddress.parse(url), clock, false, slot);
    var thread = state.thread;
    if (thread != null) {
      long tick = TICK.toMillis();
      thread.scheduleWithFixedDelay(state::tick, tick, tick, TimeUnit.MILLISECONDS);
    }
    return state;
  }

  /**
   * State for a function, which may be frozen between invocations: news are exchanged by {@link
   * #catchUp} and {@link #flush} alone.
   *
   * @throws StateException if the address is none
   */
  public static RedisState asleep(String url, InstantSource clock) {
    return new RedisState(RedisAddress.parse(url), clock, true, SLOT_OF_A_FUNCTION);
  }

  @Override
  public void register(Section section) {
    synchronized (sections) {
      if (sections.putIfAbsent(section.name(), section) != null) {
        throw new IllegalArgumentException(
            "section: " + section.name() + " (expected: a name that is not taken)");
      }
    }
    rows.give(section);
  }

  @Override
  public void subscribe(Consumer<JsonNode> listener) {
    news.listen(listener);
    subscribed = true;
    catchUp();
  }

  @Override
  public void publish(ObjectNode item) {
    try {
      news.add(JsonBody.MAPPER.writeValueAsString(item));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void catchUp() {
    if (subscribed && rowsAreKnown()) {
      news.hear();
    }
  }

  /** Redis may have been away when this instance started. */
  private boolean rowsAreKnown() {
    rows.read()
        .ifPresent(
            position -> {
              news.from(position);
              synchronized (sections) {
                sections.values().forEach(rows::give);
              }
            });
    return rows.known();
  }

  private void tick() {
    try {
      flush();
      if (++ticks % ticksPerRenewal == 0) {
        slots.renew();
      }
    } catch (RuntimeException e) {
      // A tick that throws would be the last.
      LoggerFactory.getLogger(RedisState.class).warn("State was not shared", e);
    }
  }

  /** Tells what is new, and hears it in time; one instance of all then writes the rows. */
  @Override
  public void flush() {
    if (!subscribed || !turn.tryAcquire()) {
      return;
    }
    try {
      if (link.connection() != RedisLink.NONE) {
        slots.settle();
        texts.forEach(Texts::settle);
      }
      // A function hears when it is invoked; until then it decides nothing.
      boolean heard = rowsAreKnown() && news.tell() && (thread == null || news.hear());
      if (heard && rows.writes()) {
        var position = news.position();
        synchronized (sections) {
          boolean more = true;
          while (more) {
            more = rows.write(sections.values(), position);
          }
        }
      }
    } finally {
      turn.release();
    }
  }

  @Override
  public Optional<Runnable> takeSlot(String name, int most) {
    return slots.take(name, most);
  }

  @Override
  public Optional<Runnable> lock(String name, Duration expiry) {
    String key = PREFIX + "lock:" + name;
    String holder = instance.name() + ":" + UUID.randomUUID();
    var args = SetArgs.Builder.nx().px(expiry.toMillis());
    return link.change(redis -> redis.set(key, holder, args))
        .map(
            _ ->
                () ->
                    link.<Long>change(
                        redis ->
                            redis.eval(
                                UNLOCK, ScriptOutputType.INTEGER, new String[] {key}, holder)));
  }

  @Override
  public boolean reachable() {
    return link.ask(redis -> redis.ping()).isPresent() && link.problem().isEmpty();
  }

  @Override
  public void put(String name, String text, Duration expiry) {
    link.change(redis -> redis.psetex(PREFIX + name, expiry.toMillis(), text));
  }

  @Override
  public Optional<String> get(String name) {
    return link.ask(redis -> redis.get(PREFIX + name));
  }

  @Override
  public SharedTexts texts(String kind, long maxBytes, Duration maxAge) {
    var made = new Texts(link, PREFIX + kind + ":", maxBytes, maxAge);
    texts.add(made);
    return made;
  }

  @Override
  public void disconnect() {
    link.disconnect();
  }

  @Override
  public void becomeAnother() {
    instance.rename();
    news.becomeAnother();
  }

  /** Rows of credentials that one instance does not know may be another's. */
  @Override
  public int prune(BiPredicate<String, String> configured, Instant unchangedSince) {
    return 0;
  }

  @Override
  public List<String> problems() {
    return link.problem().stream().toList();
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdown();
      awaitTick(thread);
    }
    flush();
    link.close();
  }

  /** What a tick has begun to write, it writes. */
  private static void awaitTick(ScheduledExecutorService thread) {
    try {
      if (!thread.awaitTermination(LAST_TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
