package dev.keyrelay.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The SQL: one table of rows. Used by one thread at a time. */
final class Database implements AutoCloseable {

  /** One script for each version of the schema; never change one that was released. */
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE state (
            section TEXT NOT NULL,
            provider TEXT NOT NULL,
            credential TEXT NOT NULL,
            name TEXT NOT NULL,
            json TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            PRIMARY KEY (section, provider, credential, name)
          ) WITHOUT ROWID
          """);

  /** A row of a section, to be written; empty if it is to be deleted. */
  record Row(String section, StateKey key) {}

  /** A credential that some row is about. */
  record Owner(String provider, String credential) {}

  /** The part of a result code that tells the kind of error. */
  private static final int PRIMARY_CODE = 0xff;

  private final Connection connection;

  private Database(Connection connection) {
    this.connection = connection;
  }

  static Database open(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(5_000);
    ownerOnly(file);
    var connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    try {
      var database = new Database(connection);
      database.check();
      database.migrate(file);
      return database;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Whether an error says that the file is no sound database. */
  static boolean isCorrupt(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return false;
    }
    var code = sqlite.getResultCode();
    return code == SQLiteErrorCode.SQLITE_NOTADB
        || (code.code & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_CORRUPT.code;
  }

  /** Before the database is opened, because SQLite gives its other files the same permissions. */
  private static void ownerOnly(Path file) {
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    try {
      if (Files.notExists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
      }
      Files.setPosixFilePermissions(file, ownerOnly);
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without such permissions; the rows hold no secrets.
    }
  }

  private void check() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA quick_check(1)")) {
      String verdict = answer.next() ? answer.getString(1) : "no answer";
      if (!verdict.equals("ok")) {
        throw new SQLiteException(verdict, SQLiteErrorCode.SQLITE_CORRUPT);
      }
    }
  }

  private void migrate(Path file) throws SQLException {
    int version;
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA user_version")) {
      version = answer.next() ? answer.getInt(1) : 0;
    }
    if (version > MIGRATIONS.size()) {
      throw new StateException(
          file
              + " has schema version "
              + version
              + " (expected: at most "
              + MIGRATIONS.size()
              + "): a newer KeyRelay wrote it. Use that one, or move the file away.");
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int next = version; next < MIGRATIONS.size(); next++) {
        statement.executeUpdate(MIGRATIONS.get(next));
      }
      statement.executeUpdate("PRAGMA user_version = " + MIGRATIONS.size());
    }
    connection.commit();
  }

  /** Hands over every row of a section. */
  void read(String section, BiConsumer<StateKey, String> visitor) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT provider, credential, name, json FROM state WHERE section = ?")) {
      query.setString(1, section);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          visitor.accept(
              new StateKey(rows.getString(1), rows.getString(2), rows.getString(3)),
              rows.getString(4));
        }
      }
    }
    connection.commit();
  }

  /** Writes rows, all or none. */
  void write(Map<Row, Optional<JsonNode>> rows, Instant now) throws SQLException {
    try (PreparedStatement put =
            connection.prepareStatement("INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?, ?, ?)");
        PreparedStatement remove =
            connection.prepareStatement(
                "DELETE FROM state WHERE section = ? AND provider = ? AND credential = ? AND name ="
                    + " ?")) {
      for (var row : rows.entrySet()) {
        PreparedStatement statement = row.getValue().isPresent() ? put : remove;
        name(statement, row.getKey());
        if (row.getValue().isPresent()) {
          put.setString(5, JsonBody.MAPPER.writeValueAsString(row.getValue().get()));
          put.setLong(6, now.toEpochMilli());
        }
        statement.addBatch();
      }
      put.executeBatch();
      remove.executeBatch();
      connection.commit();
    } catch (SQLException | IOException e) {
      connection.rollback();
      throw e instanceof SQLException sql ? sql : new SQLException(e);
    }
  }

  private static void name(PreparedStatement statement, Row row) throws SQLException {
    statement.setString(1, row.section());
    statement.setString(2, row.key().provider());
    statement.setString(3, row.key().credential());
    statement.setString(4, row.key().name());
  }

  /** The credentials none of whose rows has changed since an instant. */
  List<Owner> unchangedSince(Instant instant) throws SQLException {
    var owners = new ArrayList<Owner>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT provider, credential FROM state WHERE credential <> ''"
                + " GROUP BY provider, credential HAVING max(changed_at) < ?")) {
      query.setLong(1, instant.toEpochMilli());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          owners.add(new Owner(rows.getString(1), rows.getString(2)));
        }
      }
    }
    connection.commit();
    return owners;
  }

  /** Deletes every row about a credential. */
  void delete(Owner owner) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM state WHERE provider = ? AND credential = ?")) {
      delete.setString(1, owner.provider());
      delete.setString(2, owner.credential());
      delete.executeUpdate();
    }
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
