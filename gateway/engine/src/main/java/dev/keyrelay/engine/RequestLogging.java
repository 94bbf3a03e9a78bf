package dev.keyrelay.engine;

import dev.keyrelay.engine.config.LogSettings;
import dev.keyrelay.engine.dispatch.CallObservers;
import dev.keyrelay.engine.requestlog.RequestLog;
import dev.keyrelay.engine.usage.UsagePrices;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The log of requests while the engine runs: begun, ended or begun otherwise as settings change.
 */
final class RequestLogging implements AutoCloseable {

  private final CallObservers observers;
  private final Path folder;
  private final UsagePrices prices;
  private final InstantSource clock;

  /** Every one that was begun: calls under way when another took over are still written. */
  private final List<RequestLog> begun = new ArrayList<>();

  private Optional<LogSettings> settings = Optional.empty();
  private Optional<AutoCloseable> present = Optional.empty();

  /**
   * Writes nothing yet.
   *
   * @param folder where requests go
   */
  RequestLogging(CallObservers observers, Path folder, UsagePrices prices, InstantSource clock) {
    this.observers = observers;
    this.folder = folder;
    this.prices = prices;
    this.clock = clock;
  }

  /** Writes calls that begin from now on as the settings say. */
  synchronized void follow(LogSettings wanted) {
    if (settings.filter(now -> writesAlike(now, wanted)).isPresent()) {
      return;
    }
    settings = Optional.of(wanted);
    present.ifPresent(RequestLogging::end);
    present = Optional.empty();
    if (isWanted(wanted)) {
      begun.forEach(RequestLog::handOver);
      var log = new RequestLog(folder, wanted, prices, clock);
      begun.add(log);
      present = Optional.of(observers.add(log));
    }
  }

  /** Why requests that are to be written cannot be, as a sentence; empty if nothing is wrong. */
  synchronized Optional<String> problem() {
    return present.isPresent() ? begun.getLast().problem() : Optional.empty();
  }

  private static boolean isWanted(LogSettings wanted) {
    return wanted.requests() || wanted.raw();
  }

  private static boolean writesAlike(LogSettings one, LogSettings other) {
    return isWanted(one) == isWanted(other)
        && one.raw() == other.raw()
        && one.mostBytes() == other.mostBytes()
        && one.oldest().equals(other.oldest());
  }

  private static void end(AutoCloseable observing) {
    try {
      observing.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes what is still to be written, and stops. */
  @Override
  public synchronized void close() {
    begun.forEach(RequestLog::close);
  }
}
