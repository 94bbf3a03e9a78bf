package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ChancesTest {

  @Test
  void copiesOfAProcessChooseAlikeUntilTheyAreSeededAnew() {
    var one = new Chances(new SplittableRandom(7));
    var copy = new Chances(new SplittableRandom(7));
    RandomGenerator first = one.next();
    RandomGenerator second = copy.next();
    assertThat(draws(first)).isEqualTo(draws(second));

    one.reseed();

    assertThat(draws(first)).isNotEqualTo(draws(second));
  }

  @Test
  void eachGeneratorHasASeedOfItsOwn() {
    var chances = new Chances(new SplittableRandom(7));

    assertThat(draws(chances.next())).isNotEqualTo(draws(chances.next()));
  }

  private static List<Integer> draws(RandomGenerator random) {
    return random.ints(20, 0, 1000).boxed().toList();
  }
}
