package dev.keyrelay.engine;

import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A day of conversations before a policy that chooses credentials: more by day than by night, with
 * five bursts. Time is simulated: events are run in order, and the clock is set to each. A client
 * whose request is not served tries again twice, as the SDKs of the services do.
 */
final class SimulatedDay {

  private static final int CLIENT_RETRIES = 2;
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** Chooses who serves a turn of a conversation. */
  interface Policy {
    /** Serves a turn, sooner or later, or says when the client may come back. */
    void serve(Turn turn);
  }

  /** A question of a client that waits for its answer. */
  final class Turn {
    final long conversation;
    final String model;
    final int number;
    private int retries;

    Turn(long conversation, String model, int number) {
      this.conversation = conversation;
      this.model = model;
      this.number = number;
    }

    /** A credential answers, which takes a while. */
    void served(int credential) {
      served++;
      if (number > 0) {
        followUps++;
        cacheHits += upstream.cached(credential, conversation, clock.instant()) ? 1 : 0;
      } else {
        upstream.cached(credential, conversation, clock.instant());
      }
      goOn();
    }

    /** Nobody serves it now. */
    void refused(Duration comeBack) {
      if (retries++ >= CLIENT_RETRIES) {
        goOn();
        return;
      }
      boolean told = comeBack.isPositive() && comeBack.compareTo(LONGEST_WAIT) <= 0;
      in(told ? comeBack : Duration.ofSeconds(2L * retries), () -> policy.serve(this));
    }

    private void goOn() {
      var own = new Random(conversation * 1_000 + number);
      if (own.nextInt(6) != 0) {
        in(
            Duration.ofSeconds(5 + own.nextInt(90)),
            () -> ask(new Turn(conversation, model, number + 1)));
      }
    }
  }

  private record Event(Instant at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  final ManualClock clock;
  final TrueUpstream upstream;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Instant end;
  private Policy policy = turn -> {};
  private long order;
  long asked;
  long served;
  long followUps;
  long cacheHits;

  SimulatedDay(ManualClock clock, int credentials, long seed) {
    this.clock = clock;
    this.end = clock.instant().plus(Duration.ofDays(1));
    this.upstream = new TrueUpstream(clock.instant(), credentials, seed);
    var random = new Random(seed);
    long conversation = 0;
    for (int minute = 0; minute < 1_440; minute++) {
      double day = 1 - Math.cos(2 * Math.PI * minute / 1_440.0);
      boolean burst =
          minute == 130 || minute == 600 || minute == 777 || minute == 1_000 || minute == 1_203;
      int begins = (int) Math.round(day * 6.5 + random.nextGaussian()) + (burst ? 120 : 0);
      for (int i = 0; i < begins; i++) {
        var turn = new Turn(conversation++, model(random), 0);
        in(Duration.ofMillis(minute * 60_000L + random.nextInt(60_000)), () -> ask(turn));
      }
    }
  }

  private static String model(Random random) {
    int share = random.nextInt(100);
    return TrueUpstream.MODELS.get(share < 15 ? 0 : share < 30 ? 1 : share < 65 ? 2 : 3);
  }

  private void ask(Turn turn) {
    asked++;
    policy.serve(turn);
  }

  /** Runs something later. */
  void in(Duration delay, Runnable what) {
    events.add(new Event(clock.instant().plus(delay), order++, what));
  }

  /** Runs the whole day. */
  SimulatedDay run(Policy chosen) {
    policy = chosen;
    for (var event = events.poll(); event != null && event.at().isBefore(end); ) {
      clock.advance(Duration.between(clock.instant(), event.at()));
      event.what().run();
      event = events.poll();
    }
    return this;
  }

  double cacheShare() {
    return followUps == 0 ? 0 : (double) cacheHits / followUps;
  }
}
