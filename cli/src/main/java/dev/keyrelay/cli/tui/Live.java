package dev.keyrelay.cli.tui;

import java.time.Instant;
import java.util.List;

/**
 * The gateway in this process, or one of another process on the same home folder.
 *
 * @param status whether it runs
 * @param address where it listens; empty while it does not
 * @param since when it started
 * @param requests the latest, the newest first
 * @param perSecond requests in each of the last seconds, the oldest first
 * @param total requests since the start
 * @param failed those that were not served
 * @param tokens tokens since the start
 * @param minuteTokens tokens in the last minute
 * @param running requests under way
 * @param standing how quotas and credentials stand
 * @param log the latest log lines, the oldest first
 */
record Live(
    Status status,
    String address,
    Instant since,
    List<Request> requests,
    List<Long> perSecond,
    long total,
    long failed,
    long tokens,
    long minuteTokens,
    int running,
    Standing standing,
    List<String> log) {

  /** Whether the gateway runs. */
  enum Status {
    STOPPED,
    STARTING,
    RUNNING,
    STOPPING,
    /** It runs in another process: its requests are not seen, how it stands is. */
    ELSEWHERE,
    /** The same, but it does not take the client key of this home. */
    CLOSED
  }

  /** No gateway. */
  static final Live STOPPED =
      new Live(
          Status.STOPPED,
          "",
          Instant.EPOCH,
          List.of(),
          List.of(),
          0,
          0,
          0,
          0,
          0,
          Standing.UNKNOWN,
          List.of());

  /** A gateway of another process. */
  static Live elsewhere(Elsewhere one) {
    return new Live(
        one.standing().isPresent() ? Status.ELSEWHERE : Status.CLOSED,
        one.address(),
        Instant.EPOCH,
        List.of(),
        List.of(),
        0,
        0,
        0,
        0,
        0,
        one.standing().orElse(Standing.UNKNOWN),
        List.of());
  }

  Live withStatus(Status other) {
    return new Live(
        other,
        address,
        since,
        requests,
        perSecond,
        total,
        failed,
        tokens,
        minuteTokens,
        running,
        standing,
        log);
  }
}
