package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.TIMEOUTS;

import java.time.Duration;
import java.util.List;

/** The variables of deadlines. */
final class TimeoutVariables {

  private static final Form<Duration> LIMIT =
      Forms.duration(Duration.ofSeconds(1), Duration.ofDays(1));

  static final Variable<Duration> GLOBAL_TIMEOUT =
      Variable.of(
          TIMEOUTS,
          "GLOBAL_TIMEOUT",
          LIMIT,
          Duration.ofSeconds(600),
          "How long a request may take until its answer begins, all attempts together; an answer"
              + " that is not streamed must be complete by then.");

  static final Variable<Duration> TIMEOUT_CONNECT =
      timeout("TIMEOUT_CONNECT", 30, "How long a connection upstream may take to open.");

  static final Variable<Duration> TIMEOUT_WRITE =
      timeout("TIMEOUT_WRITE", 30, "How long sending a request may make no progress.");

  static final Variable<Duration> TIMEOUT_FIRST_EVENT =
      timeout(
          "TIMEOUT_FIRST_EVENT",
          300,
          "How long a stream may take to its first event, per attempt.");

  static final Variable<Duration> TIMEOUT_READ_STREAMING =
      timeout("TIMEOUT_READ_STREAMING", 300, "The longest gap between two events of a stream.");

  static final Variable<Duration> TIMEOUT_READ_NON_STREAMING =
      timeout(
          "TIMEOUT_READ_NON_STREAMING",
          600,
          "How long an answer that is not streamed may take, per attempt.");

  static final Variable<Duration> TIMEOUT_STREAM_TOTAL =
      timeout("TIMEOUT_STREAM_TOTAL", 3600, "How long a stream may last once it has begun.");

  private TimeoutVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(
        GLOBAL_TIMEOUT,
        TIMEOUT_CONNECT,
        TIMEOUT_WRITE,
        TIMEOUT_FIRST_EVENT,
        TIMEOUT_READ_STREAMING,
        TIMEOUT_READ_NON_STREAMING,
        TIMEOUT_STREAM_TOTAL);
  }

  private static Variable<Duration> timeout(String name, int seconds, String meaning) {
    return Variable.of(TIMEOUTS, name, LIMIT, Duration.ofSeconds(seconds), meaning);
  }
}
