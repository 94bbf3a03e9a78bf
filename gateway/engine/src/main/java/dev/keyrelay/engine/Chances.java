package dev.keyrelay.engine;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * The generators that choose. Those of a process that was copied would choose alike in every copy,
 * until they are seeded anew.
 */
final class Chances {

  private final RandomGenerator seeds;
  private final List<Chance> made = new CopyOnWriteArrayList<>();

  /**
   * No generators yet.
   *
   * @param seeds gives other numbers in each copy of a process, as a cryptographic generator does
   */
  Chances(RandomGenerator seeds) {
    this.seeds = seeds;
  }

  /** One more generator. */
  RandomGenerator next() {
    var chance = new Chance(seeds.nextLong());
    made.add(chance);
    return chance;
  }

  /** Gives each generator another seed. */
  void reseed() {
    made.forEach(chance -> chance.random = new SplittableRandom(seeds.nextLong()));
  }

  private static final class Chance implements RandomGenerator {

    private volatile SplittableRandom random;

    Chance(long seed) {
      random = new SplittableRandom(seed);
    }

    @Override
    public long nextLong() {
      return random.nextLong();
    }
  }
}
