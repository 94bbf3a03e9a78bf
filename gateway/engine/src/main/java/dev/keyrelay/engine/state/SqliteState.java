package dev.keyrelay.engine.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State in {@code state.db} of a folder, an SQLite database with a write-ahead log. One writer
 * collects what changed and writes it in one transaction, so that a process that dies loses at most
 * what changed since the last one. A file that is no sound database is set aside as {@code
 * state.db.corrupt-<time>}, reported, and never written to.
 */
public final class SqliteState implements StateStore {

  /**
   * How long a change waits until it begins to be written. With what the write takes, and the one
   * before it, a change is kept within a second, on a busy machine too.
   */
  public static final Duration INTERVAL = Duration.ofMillis(250);

  private static final Logger LOG = LoggerFactory.getLogger(SqliteState.class);

  private final Path file;
  private final InstantSource clock;
  private final FolderLock folder;
  private final ScheduledExecutorService writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<Database.Row, Optional<JsonNode>> pending = new LinkedHashMap<>();
  private final List<String> lasting = new ArrayList<>();
  private Optional<String> unwritten = Optional.empty();
  private Database database;

  /**
   * Opens the state of a folder, which is made if it is missing.
   *
   * @throws StateException if another process uses the folder, it cannot be written, or a newer
   *     version wrote it
   */
  public static SqliteState open(Path folder, InstantSource clock) {
    var lock = FolderLock.of(folder);
    try {
      var state = new SqliteState(folder.resolve("state.db"), clock, lock);
      state.writer.scheduleWithFixedDelay(
          state::flush, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      return state;
    } catch (SQLException e) {
      lock.close();
      throw new StateException(
          "The state in " + folder + " cannot be opened: " + e.getMessage() + ".", e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private SqliteState(Path file, InstantSource clock, FolderLock folder) throws SQLException {
    this.file = file;
    this.clock = clock;
    this.folder = folder;
    this.database = opened();
    this.writer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("keyrelay-state").factory());
  }

  private Database opened() throws SQLException {
    try {
      return Database.open(file);
    } catch (SQLException e) {
      if (!Database.isCorrupt(e)) {
        throw e;
      }
      setAside(e);
      return Database.open(file);
    }
  }

  private void setAside(SQLException reason) {
    String end = ".corrupt-" + clock.instant().getEpochSecond();
    try {
      for (String part : List.of("", "-wal", "-shm")) {
        Path from = file.resolveSibling(file.getFileName() + part);
        if (Files.exists(from)) {
          Files.move(from, file.resolveSibling(file.getFileName() + end + part));
        }
      }
    } catch (IOException e) {
      throw new StateException(
          file + " is damaged and cannot be set aside: " + e.getMessage() + ". Move it away.", e);
    }
    report(
        "The state was damaged ("
            + reason.getMessage()
            + ") and is set aside as "
            + file.getFileName()
            + end
            + "; counting begins anew.");
  }

  private void report(String problem) {
    LOG.error(problem);
    lasting.add(problem);
  }

  @Override
  public void register(Section section) {
    lock.lock();
    try {
      if (sections.putIfAbsent(section.name(), section) != null) {
        throw new IllegalArgumentException(
            "section: " + section.name() + " (expected: a name that is not taken)");
      }
      database.read(section.name(), (key, json) -> load(section, key, json));
    } catch (SQLException e) {
      replaced(e);
    } finally {
      lock.unlock();
    }
  }

  private void load(Section section, StateKey key, String json) {
    try {
      section.load(key, JsonBody.MAPPER.readTree(json));
    } catch (JsonProcessingException | RuntimeException e) {
      report("A row of " + section.name() + " about " + key + " makes no sense and is ignored.");
      LOG.debug("unreadable row", e);
    }
  }

  /** Goes on with an empty database if the one at hand turned out to be damaged. */
  private void replaced(SQLException e) {
    if (!Database.isCorrupt(e)) {
      throw new StateException("The state cannot be read: " + e.getMessage() + ".", e);
    }
    try {
      database.close();
      setAside(e);
      database = Database.open(file);
    } catch (SQLException again) {
      throw new StateException("No new state can be made: " + again.getMessage() + ".", again);
    }
  }

  @Override
  public void flush() {
    lock.lock();
    try {
      while (writeChanges() >= Section.MANY) {
        LOG.debug("more rows changed than are written at once");
      }
      unwritten = Optional.empty();
    } catch (SQLException e) {
      if (unwritten.isEmpty()) {
        LOG.error("state not written, trying again: {}", e.getMessage());
      }
      unwritten =
          Optional.of(
              "The state cannot be written ("
                  + e.getMessage()
                  + "): it is kept in memory and tried again. Make room or permission for "
                  + file.getFileName()
                  + ".");
    } catch (RuntimeException e) {
      LOG.error("a section did not hand over its changes", e);
    } finally {
      lock.unlock();
    }
  }

  /** Writes rows that changed; how many. */
  private int writeChanges() throws SQLException {
    // What cannot be written does not pile up here: the sections have it as well.
    if (pending.size() < Section.MANY) {
      for (Section section : sections.values()) {
        section.drain(new PendingRows(section.name()));
      }
    }
    int rows = pending.size();
    if (rows > 0) {
      database.write(pending, clock.instant());
      pending.clear();
    }
    return rows;
  }

  /**
   * Collects rows until they are written; a later change of a row takes the place of an earlier.
   */
  private final class PendingRows implements Section.Sink {
    private final String section;

    PendingRows(String section) {
      this.section = section;
    }

    @Override
    public void put(StateKey key, ObjectNode row) {
      pending.put(new Database.Row(section, key), Optional.of(row));
    }

    @Override
    public void remove(StateKey key) {
      pending.put(new Database.Row(section, key), Optional.empty());
    }
  }

  @Override
  public int prune(BiPredicate<String, String> configured, Instant unchangedSince) {
    flush();
    lock.lock();
    try {
      int forgotten = 0;
      for (Database.Owner owner : database.unchangedSince(unchangedSince)) {
        if (!configured.test(owner.provider(), owner.credential())) {
          database.delete(owner);
          sections
              .values()
              .forEach(section -> section.forget(owner.provider(), owner.credential()));
          forgotten++;
        }
      }
      return forgotten;
    } catch (SQLException e) {
      throw new StateException("The state cannot be pruned: " + e.getMessage() + ".", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<String> problems() {
    lock.lock();
    try {
      var all = new ArrayList<>(lasting);
      unwritten.ifPresent(all::add);
      return all;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    writer.shutdown();
    flush();
    lock.lock();
    try {
      database.close();
    } catch (SQLException e) {
      LOG.warn("state not closed: {}", e.getMessage());
    } finally {
      lock.unlock();
      folder.close();
    }
  }
}
