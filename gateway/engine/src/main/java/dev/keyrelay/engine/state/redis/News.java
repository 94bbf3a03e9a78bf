package dev.keyrelay.engine.state.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What instances tell one another: a Redis stream, which every instance reads in the same order,
 * and goes on reading where it was when Redis comes back. What could not be told waits, bounded.
 *
 * <p>Every instance numbers what it tells, and what comes a second time is not heard again. So what
 * was told last is told once more over each new connection: Redis may have lost it.
 */
final class News {

  private static final Logger LOG = LoggerFactory.getLogger(News.class);

  private static final int MOST_WAITING = 20_000;
  private static final int MOST_TOLD = 2_000;

  /** After so long the others may have forgotten that they heard it. */
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private static final int AT_ONCE = 500;
  private static final String MOST_KEPT = "100000";
  private static final String FROM = "i";
  private static final String NUMBER = "n";
  private static final String TEXT = "e";

  private static final String TELL =
      """
      for i = 3, #ARGV, 2 do
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*',
          'i', ARGV[1], 'n', ARGV[i], 'e', ARGV[i + 1])
      end
      return 1
      """;

  private final InstantSource clock;
  private final RedisLink link;
  private final String stream;
  private final Instance instance;

  /** Guards itself and {@link #numbered}. */
  private final ArrayDeque<Item> waiting = new ArrayDeque<>();

  private long numbered;
  private final ArrayDeque<Item> told = new ArrayDeque<>();
  private long lastTold;
  private Instant lastTime = Instant.EPOCH;
  private int connection;
  private volatile Consumer<JsonNode> listener = news -> {};
  private Position position = new Position();

  private record Item(long number, String json) {}

  News(RedisLink link, String stream, Instance instance, InstantSource clock) {
    this.clock = clock;
    this.link = link;
    this.stream = stream;
    this.instance = instance;
  }

  void listen(Consumer<JsonNode> to) {
    listener = to;
  }

  /** Begins to read behind a position. */
  synchronized void from(Position start) {
    position = start;
  }

  /** Where reading has come to, and what is told, as the writer of rows states it. */
  synchronized String position() {
    return position.text(instance.name(), lastTold);
  }

  /** Puts something in the queue of what is to be told. */
  void add(String json) {
    synchronized (waiting) {
      if (waiting.size() == MOST_WAITING) {
        waiting.removeFirst();
      }
      waiting.add(new Item(++numbered, json));
    }
  }

  /** Tells what waits; whether all of it was told. */
  synchronized boolean tell() {
    int current = link.connection();
    if (current != connection && !again(current)) {
      return false;
    }
    for (var batch = batch(); !batch.isEmpty(); batch = batch()) {
      if (!tell(batch)) {
        putBack(batch);
        return false;
      }
      lastTold = batch.getLast().number();
      lastTime = clock.instant();
      told.addAll(batch);
      while (told.size() > MOST_TOLD) {
        told.removeFirst();
      }
    }
    return true;
  }

  /** Tells what was told last over another connection, before anything newer. */
  private boolean again(int current) {
    if (lastTime.plus(AGAIN).isBefore(clock.instant())) {
      told.clear();
    }
    connection = current;
    boolean done = current != RedisLink.NONE && (told.isEmpty() || tell(told));
    if (!done) {
      connection = RedisLink.NONE;
    }
    return done;
  }

  private boolean tell(Iterable<Item> items) {
    var arguments = new ArrayList<>(List.of(instance.name(), MOST_KEPT));
    items.forEach(
        item -> {
          arguments.add(Long.toString(item.number()));
          arguments.add(item.json());
        });
    return link.<Long>change(
            connection,
            redis ->
                redis.eval(
                    TELL,
                    ScriptOutputType.INTEGER,
                    new String[] {stream},
                    arguments.toArray(String[]::new)))
        .isPresent();
  }

  private List<Item> batch() {
    synchronized (waiting) {
      var batch = new ArrayList<Item>();
      while (batch.size() < AT_ONCE && !waiting.isEmpty()) {
        batch.add(waiting.removeFirst());
      }
      return batch;
    }
  }

  private void putBack(List<Item> batch) {
    synchronized (waiting) {
      for (int i = batch.size() - 1; i >= 0 && waiting.size() < MOST_WAITING; i--) {
        waiting.addFirst(batch.get(i));
      }
    }
  }

  /** The process may be one of several copies: what is told from now on is another instance's. */
  synchronized void becomeAnother() {
    told.clear();
  }

  /** Hears everything that is new; false if Redis is away. */
  synchronized boolean hear() {
    while (true) {
      var range = Range.from(Range.Boundary.excluding(position.last()), Range.Boundary.unbounded());
      Optional<List<StreamMessage<String, String>>> heard =
          link.ask(redis -> redis.xrange(stream, range, Limit.from(AT_ONCE)));
      if (heard.isEmpty()) {
        return false;
      }
      heard.get().forEach(this::hear);
      if (heard.get().size() < AT_ONCE) {
        return true;
      }
    }
  }

  private void hear(StreamMessage<String, String> message) {
    var fields = message.getBody();
    String from = fields.getOrDefault(FROM, "");
    long number = Long.parseLong(fields.getOrDefault(NUMBER, "0"));
    boolean fresh = position.pass(message.getId(), from, number);
    if (fresh && !from.equals(instance.name())) {
      try {
        listener.accept(JsonBody.MAPPER.readTree(fields.getOrDefault(TEXT, "{}")));
      } catch (JsonProcessingException | RuntimeException e) {
        LOG.warn("News {} of another instance makes no sense: {}", message.getId(), e.getMessage());
      }
    }
  }
}
