package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * With every limit at once, through random histories of faults, wrong hints, readings and passing
 * time: no limit is ever exceeded, and once upstream is healthy every pool serves again within its
 * configured maximum.
 */
final class HealingPropertyTest {

  private static final int RPM = 12;
  private static final int PER_HOUR = 15;
  private static final int CAP = 4;
  private static final int MAX = 2;
  private static final List<String> MODELS = List.of("a", "b", "x", "y", "capped");

  /** The longest of what is configured: hints, the fair cycle, windows, and the day of caps. */
  private static final Duration MAXIMUM = Duration.ofDays(1).plusMinutes(11);

  private static LimitedPool pool(Random random, int size) {
    var variables = new HashMap<String, String>();
    variables.put("ROTATION_MODE_P", random.nextBoolean() ? "balanced" : "sequential");
    variables.put("MAX_CONCURRENT_REQUESTS_PER_KEY_P", Integer.toString(MAX));
    variables.put("RATE_LIMIT_P_ALL", RPM + "rpm");
    variables.put("QUOTA_WINDOW_P_ALL", PER_HOUR + "/1h");
    variables.put("QUOTA_GROUPS_P_G", "x,y");
    variables.put("CUSTOM_CAP_P_TDEFAULT_CAPPED", Integer.toString(CAP));
    variables.put("FAIR_CYCLE_P", Boolean.toString(random.nextBoolean()));
    variables.put("FAIR_CYCLE_CROSS_TIER_P", Boolean.toString(random.nextBoolean()));
    variables.put("FAIR_CYCLE_DURATION_P", "2h");
    variables.put("COOLDOWN_HINT_MAX", "1h");
    var priorities = new int[size];
    for (int i = 0; i < size; i++) {
      priorities[i] = 1 + random.nextInt(3);
    }
    return new LimitedPool(variables, priorities);
  }

  /** What one credential did, counted here by other means than the limits do. */
  private static final class Seen {
    private final Deque<Instant> begun = new ArrayDeque<>();
    private int inFlight;
    private Instant hourEnds = Instant.MIN;
    private int inHour;
    private Instant dayEnds = Instant.MIN;
    private int cappedInDay;

    void begin(Instant now) {
      begun.add(now);
      while (!begun.getFirst().isAfter(now.minusSeconds(60))) {
        begun.removeFirst();
      }
      inFlight++;
      assertThat(begun.size()).as("requests in a minute").isLessThanOrEqualTo(RPM);
      assertThat(inFlight).as("requests at once").isLessThanOrEqualTo(MAX);
    }

    void end(Instant now, String model, boolean served) {
      inFlight--;
      if (!now.isBefore(hourEnds)) {
        hourEnds = now.plus(Duration.ofHours(1));
        inHour = 0;
      }
      inHour += served ? 1 : 0;
      assertThat(inHour).as("requests in the window").isLessThanOrEqualTo(PER_HOUR);
      if (model.equals("capped")) {
        if (!now.isBefore(dayEnds)) {
          dayEnds = now.plus(Duration.ofDays(1));
          cappedInDay = 0;
        }
        cappedInDay += served ? 1 : 0;
        assertThat(cappedInDay).as("requests under the cap").isLessThanOrEqualTo(CAP);
      }
    }
  }

  private static void play(LimitedPool fixture, Random random, int steps) {
    var seen = new HashMap<String, Seen>();
    var open = new ArrayList<Lease>();
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4 -> {
          if (fixture.take(MODELS.get(random.nextInt(MODELS.size()))) instanceof Lease lease) {
            seen.computeIfAbsent(lease.credential().id(), _ -> new Seen())
                .begin(fixture.clock.instant());
            open.add(lease);
          }
        }
        case 5, 6, 7 -> {
          if (!open.isEmpty()) {
            end(open.remove(random.nextInt(open.size())), fixture, random, seen);
          }
        }
        case 8 ->
            fixture.clock.advance(
                Duration.ofMillis(
                    random.nextInt(20) == 0 ? random.nextInt(7_200_000) : random.nextInt(9_000)));
        default -> disturb(fixture, random);
      }
    }
    while (!open.isEmpty()) {
      end(open.removeLast(), fixture, random, seen);
    }
  }

  private static void end(Lease lease, LimitedPool fixture, Random random, Map<String, Seen> seen) {
    // A model that upstream never served and does not have is not counted at all.
    var kinds =
        EnumSet.complementOf(EnumSet.of(FailureKind.MODEL_NOT_FOUND)).toArray(FailureKind[]::new);
    var kind = kinds[random.nextInt(kinds.length)];
    var hint =
        Optional.of(Duration.ofSeconds(random.nextInt(2_000_000)))
            .filter(_ -> random.nextBoolean());
    var failure = new Failure(kind, "no", Optional.empty(), hint);
    boolean failed = random.nextInt(3) == 0;
    boolean served = !failed || kind.blame() == dev.keyrelay.spi.Blame.REQUEST;
    seen.get(lease.credential().id()).end(fixture.clock.instant(), lease.subject().model(), served);
    if (failed) {
      lease.fail(failure, Optional.empty());
    } else {
      switch (random.nextInt(6)) {
        case 0 -> lease.cancel(Optional.empty());
        case 1 -> lease.breakOff(failure, Optional.empty());
        default -> lease.succeed(Optional.of(TokenUsage.of(10, 10)));
      }
    }
  }

  /** Upstream says something wrong of a quota, or an operator does something. */
  private static void disturb(LimitedPool fixture, Random random) {
    String credential = "k" + random.nextInt(fixture.pool.size());
    if (random.nextInt(6) == 0) {
      fixture.limits.setDisabled("p", credential, random.nextBoolean());
      return;
    }
    var now = fixture.clock.instant();
    var reading =
        new QuotaReading(
            random.nextBoolean() ? "*" : MODELS.get(random.nextInt(MODELS.size())),
            List.of("5h", "weekly", "requests_per_minute", "x-window").get(random.nextInt(4)),
            OptionalLong.of(random.nextInt(50)),
            random.nextBoolean() ? OptionalLong.of(random.nextInt(80)) : OptionalLong.empty(),
            random.nextBoolean() ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty(),
            Optional.of(now.plusSeconds(random.nextInt(2_000_000))),
            random.nextBoolean(),
            Optional.empty());
    fixture.limits.ledger().apply("p", credential, List.of(reading), now);
  }

  @Property(tries = 300)
  void noLimitIsExceededAndEveryPoolServesAgain(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
    var random = new Random(seed);
    var fixture = pool(random, size);
    assertThat(fixture.findings.all()).isEmpty();
    play(fixture, random, 600);
    assertThat(fixture.pool.inFlight()).isZero();
    for (int i = 0; i < size; i++) {
      fixture.limits.setDisabled("p", "k" + i, false);
    }

    fixture.clock.advance(MAXIMUM);

    for (String model : List.of("a", "b", "x", "y", "capped", "never-seen")) {
      assertThat(fixture.take(model))
          .as(model)
          .isInstanceOfSatisfying(Lease.class, lease -> lease.succeed(Optional.empty()));
    }
    assertThat(fixture.serveAll("a", 5)).as("and goes on serving").isEqualTo(5);
  }

  @Property(tries = 100)
  void theSameHistoryHealsTheSameWay(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
    var first = pool(new Random(seed), size);
    var second = pool(new Random(seed), size);
    play(first, new Random(seed), 200);
    play(second, new Random(seed), 200);

    assertThat(first.take("a").getClass()).isEqualTo(second.take("a").getClass());
  }

  /** Fails as whole providers and models of them do, with delays that mean nothing. */
  private static void failAsAProvider(LimitedPool fixture, Random random, int steps) {
    var kinds =
        java.util.Arrays.stream(FailureKind.values())
            .filter(kind -> kind.blame() != dev.keyrelay.spi.Blame.CREDENTIAL)
            .toList();
    var open = new ArrayList<Lease>();
    for (int step = 0; step < steps; step++) {
      var taken = fixture.take(MODELS.get(random.nextInt(MODELS.size())));
      if (taken instanceof Lease lease) {
        open.add(lease);
      }
      if (random.nextBoolean() && !open.isEmpty()) {
        var kind = kinds.get(random.nextInt(kinds.size()));
        var hint = Optional.of(Duration.ofSeconds(random.nextInt(2_000_000)));
        open.remove(random.nextInt(open.size()))
            .fail(new Failure(kind, "no", Optional.empty(), hint), Optional.empty());
      }
      fixture.clock.advance(Duration.ofMillis(random.nextInt(4_000)));
    }
    open.forEach(lease -> lease.cancel(Optional.empty()));
  }

  @Property(tries = 200)
  void afterAnOutageEveryModelIsTriedWithinAMinute(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
    var random = new Random(seed);
    var fixture = new LimitedPool(Map.of(), new int[size]);
    failAsAProvider(fixture, random, 300);

    fixture.clock.advance(Duration.ofMinutes(1));

    for (String model : MODELS) {
      assertThat(fixture.serveAll(model, 3)).as(model).isEqualTo(3);
    }
  }
}
