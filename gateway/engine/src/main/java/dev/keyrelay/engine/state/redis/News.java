package dev.keyrelay.engine.state.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What instances tell one another: a Redis stream, which every instance reads in the same order,
 * and goes on reading where it was when Redis comes back. What could not be told waits, bounded.
 */
final class News {

  private static final Logger LOG = LoggerFactory.getLogger(News.class);

  private static final int MOST_WAITING = 20_000;
  private static final int AT_ONCE = 500;
  private static final long MOST_KEPT = 100_000;
  private static final String FROM = "i";
  private static final String NUMBER = "n";
  private static final String TEXT = "e";

  private final RedisLink link;
  private final String stream;
  private final Instance instance;
  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private long told;
  private volatile Consumer<JsonNode> listener = news -> {};
  private Position position = Position.BEGINNING;

  /**
   * How far the news has been read into the sections, for whoever begins with their rows.
   *
   * @param last the id of the last entry
   * @param writer the instance that wrote the rows; its own news count from the beginning
   * @param own how much of its own news the rows contain
   */
  record Position(String last, String writer, long own) {

    static final Position BEGINNING = new Position("0-0", "", 0);

    String text() {
      return last + " " + own + " " + writer;
    }

    static Position of(String text) {
      var parts = text.split(" ", 3);
      return new Position(parts[0], parts[2], Long.parseLong(parts[1]));
    }
  }

  News(RedisLink link, String stream, Instance instance) {
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

  /** Where reading has come to, as the writer of rows states it. */
  synchronized Position position() {
    return new Position(position.last(), instance.name(), told);
  }

  /** Puts something in the queue of what is to be told. */
  void add(String json) {
    synchronized (waiting) {
      if (waiting.size() == MOST_WAITING) {
        waiting.removeFirst();
      }
      waiting.add(json);
    }
  }

  /** Tells what waits; whether all of it was told. */
  synchronized boolean tell() {
    for (var batch = batch(); !batch.isEmpty(); batch = batch()) {
      var telling = batch;
      long first = told;
      var done =
          link.ask(
              redis -> {
                long number = first;
                for (String json : telling) {
                  redis.xadd(
                      stream,
                      XAddArgs.Builder.maxlen(MOST_KEPT).approximateTrimming(),
                      Map.of(FROM, instance.name(), NUMBER, Long.toString(++number), TEXT, json));
                }
                return true;
              });
      if (done.isEmpty()) {
        putBack(telling);
        return false;
      }
      told += telling.size();
    }
    return true;
  }

  private List<String> batch() {
    synchronized (waiting) {
      var batch = new ArrayList<String>();
      while (batch.size() < AT_ONCE && !waiting.isEmpty()) {
        batch.add(waiting.removeFirst());
      }
      return batch;
    }
  }

  private void putBack(List<String> batch) {
    synchronized (waiting) {
      for (int i = batch.size() - 1; i >= 0 && waiting.size() < MOST_WAITING; i--) {
        waiting.addFirst(batch.get(i));
      }
    }
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
    boolean own = from.equals(instance.name());
    boolean inRows =
        from.equals(position.writer())
            && Long.parseLong(fields.getOrDefault(NUMBER, "0")) <= position.own();
    if (!own && !inRows) {
      try {
        listener.accept(JsonBody.MAPPER.readTree(fields.getOrDefault(TEXT, "{}")));
      } catch (JsonProcessingException | RuntimeException e) {
        LOG.warn("News {} of another instance makes no sense: {}", message.getId(), e.getMessage());
      }
    }
    position = new Position(message.getId(), position.writer(), position.own());
  }
}
