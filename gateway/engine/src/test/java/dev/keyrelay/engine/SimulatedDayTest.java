package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A day of 50 credentials with hidden quotas, bursts, outages and wrong hints, beside a scheduler
 * that knows everything. {@link #main} prints the table of the README.
 */
class SimulatedDayTest {

  private static final int CREDENTIALS = 50;
  private static final Map<Long, OmniscientDay> KNOWN = new ConcurrentHashMap<>();

  private static OmniscientDay known(long seed) {
    return KNOWN.computeIfAbsent(seed, same -> OmniscientDay.run(CREDENTIALS, same));
  }

  private static double servedShare(RelayedDay relayed, OmniscientDay known) {
    return (double) relayed.day.served / relayed.day.asked / known.day.served * known.day.asked;
  }

  /** Calls that upstream did not serve, because of their credential or of an outage, among all. */
  private static double wasted(RelayedDay relayed) {
    var upstream = relayed.day.upstream;
    return (double) (upstream.refused + upstream.duringOutage) / upstream.calls;
  }

  @ParameterizedTest
  @CsvSource({"sequential, 1", "balanced, 2"})
  void nearlyEverythingIsServedThatCouldBeAndFewCallsAreWasted(String rotation, long seed) {
    var relayed = RelayedDay.run(CREDENTIALS, seed, rotation, true);
    assertThat(known(seed).day.asked).isGreaterThan(40_000);
    assertThat(servedShare(relayed, known(seed))).as("served").isGreaterThanOrEqualTo(0.99);
    assertThat(wasted(relayed)).as("wasted").isLessThanOrEqualTo(0.02);
    assertThat(relayed.day.cacheShare()).as("cache hits").isGreaterThan(0.75);
  }

  @Test
  void withoutAffinityPromptCachesAreColdAndADayIsTheSameEveryTime() {
    var once = RelayedDay.run(CREDENTIALS, 1, "balanced", false);
    assertThat(once.day.cacheShare()).isLessThan(0.3);
    var again = RelayedDay.run(CREDENTIALS, 1, "balanced", false);
    assertThat(again.day.served).isEqualTo(once.day.served);
    assertThat(again.day.upstream.calls).isEqualTo(once.day.upstream.calls);
  }

  /** Prints the table of the README: the least, the median and the most of twenty days. */
  public static void main(String[] arguments) {
    System.out.println(
        "| rotation | sessions | served of what could be"
            + " | calls wasted, those into outages among them"
            + " | follow-ups that met a warm prompt cache |");
    System.out.println("|---|---|---|---|---|");
    for (String rotation : List.of("sequential", "balanced")) {
      for (boolean affinity : new boolean[] {true, false}) {
        var days =
            LongStream.rangeClosed(1, 20)
                .mapToObj(seed -> RelayedDay.run(CREDENTIALS, seed, rotation, affinity))
                .toList();
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %s | %s | %s |%n",
            rotation,
            affinity ? "on" : "off",
            percent(
                IntStream.range(0, 20).mapToDouble(i -> servedShare(days.get(i), known(i + 1)))),
            percent(days.stream().mapToDouble(SimulatedDayTest::wasted)),
            percent(days.stream().mapToDouble(day -> day.day.cacheShare())));
      }
    }
  }

  private static String percent(DoubleStream shares) {
    double[] sorted = shares.map(share -> 100 * share).sorted().toArray();
    return String.format(
        Locale.ROOT, "%.1f %% (%.1f to %.1f)", sorted[10], sorted[0], sorted[sorted.length - 1]);
  }
}
