package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.Blame;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The counts of one window. It is reset when it is next looked at after its end, so no clock ticks
 * for it. Guarded by the lock of its credential.
 */
final class Window extends Counts {

  /** Resets that upstream tells may differ by this much and still be of one window. */
  private static final long SAME_WINDOW_MILLIS = 120_000;

  final WindowRule rule;
  long startedAt;
  long endsAt;
  boolean endTold;
  long used;
  long limitTold = -1;
  double fraction = Double.NaN;
  boolean exhausted;
  long toldAt;
  long maxRecorded;
  long maxRecordedAt;

  Window(WindowRule rule) {
    this.rule = rule;
  }

  /** The same window under a rule that was configured anew. */
  Window under(WindowRule changed) {
    var copy = new Window(changed);
    copy.limitTold = limitTold;
    copy.endsAt = endsAt;
    copy.endTold = endTold;
    copy.startedAt = startedAt;
    copy.used = changed.unit() == rule.unit() ? used : 0;
    copy.maxRecorded = changed.unit() == rule.unit() ? maxRecorded : 0;
    copy.maxRecordedAt = maxRecordedAt;
    copy.fraction = fraction;
    copy.exhausted = exhausted;
    copy.toldAt = toldAt;
    copy.take(this);
    return copy;
  }

  @Override
  void add(Outcome outcome, TokenUsage usage, OptionalDouble price) {
    long at = outcome.at().toEpochMilli();
    roll(at);
    if (startedAt == 0) {
      startedAt = at;
      if (endsAt == 0) {
        endsAt = rule.period().end(outcome.at()).map(Instant::toEpochMilli).orElse(0L);
      }
    }
    super.add(outcome, usage, price);
    if (isToldOf(outcome)) {
      return;
    }
    if (served(outcome, usage)) {
      used += rule.unit().amount(usage);
      noteMost(at);
    }
    if (outcome.result() == Outcome.Result.SUCCEEDED) {
      disprove();
    }
  }

  /**
   * Whether upstream counted the attempt already when it told what is left of a bucket of requests:
   * in the headers of the very answer. These are not disproved by its success.
   */
  private boolean isToldOf(Outcome outcome) {
    return rule.unit() == Unit.REQUESTS
        && rule.period() instanceof Period.Bucket
        && toldAt > outcome.begun().toEpochMilli();
  }

  /** A success shows that something was left, whatever upstream told before. */
  private void disprove() {
    exhausted = false;
    fraction = fraction <= 0 ? Double.NaN : fraction;
    if (rule.unit() == Unit.REQUESTS && used > limitTold) {
      limitTold = -1;
    }
  }

  /**
   * Whether upstream will have counted the attempt: not one that it refused for want of quota,
   * money or permission, nor one that it failed to serve.
   */
  private static boolean served(Outcome outcome, TokenUsage usage) {
    return outcome.result() != Outcome.Result.FAILED
        || (usage.total() > 0 && !usage.estimated())
        || outcome.failure().filter(kind -> kind.blame() == Blame.REQUEST).isPresent();
  }

  /** Takes in what upstream says. Returns whether a spent window has something left again. */
  boolean merge(QuotaReading reading, long now) {
    roll(now);
    long end = reading.resetsAt().map(Instant::toEpochMilli).orElse(0L);
    if (end != 0 && end <= now) {
      return false;
    }
    boolean spent = spent();
    boolean bucket = rule.period() instanceof Period.Bucket;
    boolean newer = end != 0 && endTold && end > endsAt + SAME_WINDOW_MILLIS && !bucket;
    boolean raised = reading.limit().isPresent() && reading.limit().getAsLong() > limitTold;
    reading.limit().ifPresent(limit -> limitTold = limit);
    if (end != 0) {
      endsAt = end;
      endTold = true;
    }
    if (newer) {
      startedAt = 0;
      super.clear();
    }
    var told = usedOf(reading);
    if (told.isPresent()) {
      used = newer || bucket ? told.getAsLong() : Math.max(used, told.getAsLong());
      noteMost(now);
    } else if (newer) {
      used = 0;
    }
    fraction = reading.remainingFraction().orElse(newer || raised ? Double.NaN : fraction);
    exhausted = reading.exhausted();
    toldAt = now;
    return spent && !spent();
  }

  private OptionalLong usedOf(QuotaReading reading) {
    if (reading.used().isPresent() || reading.remainingFraction().isEmpty() || limitTold < 0) {
      return reading.used();
    }
    double left = Math.clamp(reading.remainingFraction().getAsDouble(), 0, 1);
    return OptionalLong.of(Math.round(limitTold * (1 - left)));
  }

  private void noteMost(long at) {
    if (used > maxRecorded) {
      maxRecorded = used;
      maxRecordedAt = at;
    }
  }

  /** Begins anew if the window is over. */
  void roll(long now) {
    if (endsAt != 0 && now >= endsAt) {
      restart();
    }
  }

  /** Forgets what was used; the limit and the highest count stay. */
  private void restart() {
    clear();
    startedAt = 0;
    endsAt = 0;
    endTold = false;
    used = 0;
    fraction = Double.NaN;
    exhausted = false;
  }

  long limit() {
    return rule.limit().orElse(limitTold);
  }

  boolean spent() {
    return exhausted || fraction <= 0 || (limit() >= 0 && used >= limit());
  }

  WindowState state(Counted counted, long inFlight) {
    return new WindowState(
        rule,
        counted,
        used,
        rule.unit() == Unit.REQUESTS ? inFlight : 0,
        limit() < 0 ? OptionalLong.empty() : OptionalLong.of(limit()),
        Double.isNaN(fraction) ? OptionalDouble.empty() : OptionalDouble.of(fraction),
        exhausted,
        instant(endsAt),
        instant(toldAt));
  }

  WindowUsage view(Counted counted, long inFlight) {
    return new WindowUsage(
        state(counted, inFlight), usage(), instant(startedAt), maxRecorded, instant(maxRecordedAt));
  }
}
