package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A day of 50 credentials with hidden quotas, bursts, outages and wrong hints, beside a scheduler
 * that knows everything. {@link #main} prints the table of the README.
 */
class SimulatedDayTest {

  private static final int CREDENTIALS = 50;
  private static final long[] SEEDS = {1, 2, 3};

  private static double servedShare(RelayedDay relayed, OmniscientDay known) {
    return (double) relayed.day.served / relayed.day.asked / known.day.served * known.day.asked;
  }

  private static double wasted(RelayedDay relayed) {
    return (double) relayed.day.upstream.refused / relayed.day.upstream.calls;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "balanced"})
  void nearlyEverythingIsServedThatCouldBeAndFewCallsAreWasted(String rotation) {
    for (long seed : SEEDS) {
      var known = OmniscientDay.run(CREDENTIALS, seed);
      var relayed = RelayedDay.run(CREDENTIALS, seed, rotation, true);
      assertThat(known.day.asked).isGreaterThan(20_000);
      assertThat(servedShare(relayed, known)).as("served, day %d", seed).isGreaterThan(0.97);
      assertThat(wasted(relayed)).as("wasted, day %d", seed).isLessThan(0.02);
    }
  }

  @Test
  void affinityKeepsPromptCachesWarm() {
    var with = RelayedDay.run(CREDENTIALS, 1, "balanced", true);
    var without = RelayedDay.run(CREDENTIALS, 1, "balanced", false);
    assertThat(with.day.cacheShare()).isGreaterThan(0.9);
    assertThat(without.day.cacheShare()).isLessThan(0.3);
  }

  @Test
  void theSameDayIsTheSameEveryTime() {
    var once = RelayedDay.run(CREDENTIALS, 1, "sequential", true);
    var again = RelayedDay.run(CREDENTIALS, 1, "sequential", true);
    assertThat(again.day.served).isEqualTo(once.day.served);
    assertThat(again.day.upstream.calls).isEqualTo(once.day.upstream.calls);
  }

  /** Prints the table of the README. */
  public static void main(String[] arguments) {
    System.out.println("| day | rotation | affinity | asked | served ÷ could be | wasted calls"
        + " | calls in outages | cache hits |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (long seed : SEEDS) {
      var known = OmniscientDay.run(CREDENTIALS, seed);
      for (String rotation : new String[] {"sequential", "balanced"}) {
        for (boolean affinity : new boolean[] {true, false}) {
          var relayed = RelayedDay.run(CREDENTIALS, seed, rotation, affinity);
          System.out.printf(
              Locale.ROOT,
              "| %d | %s | %s | %d of %d (could: %d of %d) | %.1f %% | %.1f %% | %d of %d | %.0f %% |%n",
              seed,
              rotation,
              affinity ? "on" : "off",
              relayed.day.served,
              relayed.day.asked,
              known.day.served,
              known.day.asked,
              100 * servedShare(relayed, known),
              100 * wasted(relayed),
              relayed.day.upstream.duringOutage,
              relayed.day.upstream.calls,
              100 * relayed.day.cacheShare());
        }
      }
    }
  }
}
