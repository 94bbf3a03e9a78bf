package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.QuotaLine;
import java.time.Instant;
import java.util.List;

/**
 * The gateway in this process.
 *
 * @param status whether it runs
 * @param address where it listens; empty while it does not
 * @param since when it started
 * @param requests the latest, the newest first
 * @param perSecond requests in each of the last seconds, the oldest first
 * @param total requests since the start
 * @param failed those that were not served
 * @param tokens tokens since the start
 * @param running requests under way
 * @param quota what is left of each quota
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
    int running,
    List<QuotaLine> quota,
    List<String> log) {

  /** Whether the gateway runs. */
  enum Status {
    STOPPED,
    STARTING,
    RUNNING,
    STOPPING
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
          List.of(),
          List.of());

  Live withStatus(Status other) {
    return new Live(
        other, address, since, requests, perSecond, total, failed, tokens, running, quota, log);
  }
}
