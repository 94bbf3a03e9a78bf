package dev.keyrelay.engine.state.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateKey;
import dev.keyrelay.spi.JsonBody;
import io.lettuce.core.ScriptOutputType;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of all sections in one hash, with the position in the news up to which they are true.
 * One instance writes them at a time; whoever starts reads them and then the news behind them.
 */
final class Rows {

  private static final Logger LOG = LoggerFactory.getLogger(Rows.class);

  /** Above any name of a row. */
  private static final String POSITION = "position";

  private static final String BETWEEN = "\u001f";

  /** The writer holds on for this long; when it dies, another takes its place. */
  private static final Duration HOLD = Duration.ofSeconds(10);

  private static final String WRITE =
      """
      local writer = redis.call('GET', KEYS[1])
      if writer and writer ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
      for i = 3, #ARGV, 2 do
        if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[2], ARGV[i])
        else redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
      end
      return 1
      """;

  private final RedisLink link;
  private final String writer;
  private final String hash;
  private final Instance instance;
  private Map<String, String> read = Map.of();
  private boolean known;

  /** By the name of the row; nothing for one that is gone. */
  private final Map<String, String> unwritten = new LinkedHashMap<>();

  Rows(RedisLink link, String prefix, Instance instance) {
    this.link = link;
    this.writer = prefix + "writer";
    this.hash = prefix + "rows";
    this.instance = instance;
  }

  /** Reads all rows, once; how far they have come. Empty if Redis is away, or was asked before. */
  Optional<Position> read() {
    if (known) {
      return Optional.empty();
    }
    var found = link.ask(redis -> redis.hgetall(hash));
    known = found.isPresent();
    read = found.orElse(Map.of());
    return found.map(
        rows -> Optional.ofNullable(rows.get(POSITION)).map(Position::of).orElseGet(Position::new));
  }

  /** Whether the rows have been read: before, none may be written. */
  boolean known() {
    return known;
  }

  /** Gives a section the rows that were read. */
  void give(Section section) {
    read.forEach(
        (field, json) -> {
          var parts = field.split(BETWEEN, 4);
          if (parts.length == 4 && parts[0].equals(section.name())) {
            give(section, new StateKey(parts[1], parts[2], parts[3]), json);
          }
        });
  }

  private static void give(Section section, StateKey key, String json) {
    try {
      section.load(key, JsonBody.MAPPER.readTree(json));
    } catch (JsonProcessingException | RuntimeException e) {
      LOG.warn("Row {} of {} makes no sense: {}", key, section.name(), e.getMessage());
    }
  }

  /** Becomes or stays the writer; whether it is. */
  boolean writes() {
    return write(List.of(instance.name(), Long.toString(HOLD.toMillis())));
  }

  /**
   * Writes rows that changed in the sections, all of them or none. What cannot be written is tried
   * again by the next call.
   *
   * @return whether there may be more
   */
  boolean write(Collection<Section> sections, String position) {
    // What cannot be written does not pile up here: the sections have it as well.
    if (unwritten.size() < Section.MANY) {
      sections.forEach(section -> section.drain(sink(section.name())));
    }
    if (unwritten.isEmpty()) {
      return false;
    }
    var arguments = new ArrayList<String>();
    arguments.add(instance.name());
    arguments.add(Long.toString(HOLD.toMillis()));
    unwritten.forEach((field, json) -> arguments.addAll(List.of(field, json)));
    arguments.add(POSITION);
    arguments.add(position);
    boolean more = unwritten.size() >= Section.MANY;
    if (!write(arguments)) {
      return false;
    }
    unwritten.clear();
    return more;
  }

  private boolean write(List<String> arguments) {
    return link.<Long>change(
            redis ->
                redis.eval(
                    WRITE,
                    ScriptOutputType.INTEGER,
                    new String[] {writer, hash},
                    arguments.toArray(String[]::new)))
        .filter(done -> done == 1)
        .isPresent();
  }

  private Section.Sink sink(String section) {
    return new Section.Sink() {
      @Override
      public void put(StateKey key, ObjectNode row) {
        try {
          unwritten.put(field(key), JsonBody.MAPPER.writeValueAsString(row));
        } catch (JsonProcessingException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void remove(StateKey key) {
        unwritten.put(field(key), "");
      }

      private String field(StateKey key) {
        return String.join(BETWEEN, section, key.provider(), key.credential(), key.name());
      }
    };
  }
}
