package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * What is logged.
 *
 * @param level the least important log lines that are written
 * @param format what log lines look like
 * @param requests one folder for each request below {@code logs}
 * @param raw the same, and what headers went upstream
 * @param mostBytes how large the log of requests may become
 * @param oldest how long a request is kept
 */
public record LogSettings(
    Level level, Format format, boolean requests, boolean raw, long mostBytes, Duration oldest) {

  /** How important a log line is, most important first. */
  public enum Level {
    /** Somebody must act. */
    ERROR,
    /** Somebody should know. */
    WARN,
    /** What happens. */
    INFO,
    /** What happens to every request. */
    DEBUG,
    /** Everything. */
    TRACE
  }

  /** What log lines look like. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object a line, with the request id as a field of its own. */
    JSON
  }

  static LogSettings read(Settings settings) {
    return new LogSettings(
        settings.get(StorageVariables.LOG_LEVEL),
        settings.get(StorageVariables.LOG_FORMAT),
        settings.get(StorageVariables.REQUEST_LOGGING),
        settings.get(StorageVariables.RAW_LOGGING),
        settings.get(StorageVariables.REQUEST_LOG_SIZE),
        settings.get(StorageVariables.REQUEST_LOG_AGE));
  }
}
