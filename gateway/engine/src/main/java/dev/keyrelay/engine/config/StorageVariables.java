package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.OPERATION;

import java.time.Duration;
import java.util.List;

/** The variables of what is written down: logs, and answers that clients may come back to. */
final class StorageVariables {

  static final Variable<LogSettings.Level> LOG_LEVEL =
      Variable.of(
          OPERATION,
          "KEYRELAY_LOG_LEVEL",
          Forms.choice(LogSettings.Level.class),
          LogSettings.Level.INFO,
          "The lowest level of log lines that are written.");

  static final Variable<Boolean> REQUEST_LOGGING =
      Variable.of(
          OPERATION,
          "ENABLE_REQUEST_LOGGING",
          Forms.flag(),
          false,
          "Writes every request and answer below logs/requests.");

  static final Variable<Boolean> RAW_LOGGING =
      Variable.of(
          OPERATION,
          "ENABLE_RAW_LOGGING",
          Forms.flag(),
          false,
          "The same, with the headers that went upstream, secrets removed.");

  static final Variable<LogSettings.Format> LOG_FORMAT =
      Variable.of(
          OPERATION,
          "KEYRELAY_LOG_FORMAT",
          Forms.choice(LogSettings.Format.class),
          LogSettings.Format.TEXT,
          "Log lines for people, or one JSON object a line with the request id as a field.");

  static final Variable<Long> REQUEST_LOG_SIZE =
      Variable.of(
          OPERATION,
          "REQUEST_LOG_MAX_SIZE",
          Forms.bytes(1 << 20, 1L << 40),
          1L << 30,
          "How large the request log may grow; the oldest requests are deleted first.");

  static final Variable<Duration> REQUEST_LOG_AGE =
      Variable.of(
          OPERATION,
          "REQUEST_LOG_MAX_AGE",
          Forms.duration(Duration.ofMinutes(1), Duration.ofDays(366)),
          Duration.ofDays(7),
          "How long a request is kept in the request log.");

  static final Variable<Long> STORED_RESPONSES_SIZE =
      Variable.of(
          OPERATION,
          "STORED_RESPONSES_MAX_SIZE",
          Forms.bytes(0, 1L << 30),
          32L << 20,
          "How much memory and state answers of /v1/responses may take where the provider does not"
              + " store them; 0 stores none.");

  static final Variable<Duration> STORED_RESPONSES_AGE =
      Variable.of(
          OPERATION,
          "STORED_RESPONSES_MAX_AGE",
          Forms.duration(Duration.ofMinutes(1), Duration.ofDays(366)),
          Duration.ofDays(30),
          "How long such an answer is stored.");

  private StorageVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(
        LOG_LEVEL,
        REQUEST_LOGGING,
        RAW_LOGGING,
        LOG_FORMAT,
        REQUEST_LOG_SIZE,
        REQUEST_LOG_AGE,
        STORED_RESPONSES_SIZE,
        STORED_RESPONSES_AGE);
  }
}
