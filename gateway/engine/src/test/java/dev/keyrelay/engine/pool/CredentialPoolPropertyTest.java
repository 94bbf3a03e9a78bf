package dev.keyrelay.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.engine.config.RotationMode;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class CredentialPoolPropertyTest {

  /** A random history of leases, ends of every kind and passing time. */
  private static List<String> play(PoolFixture fixture, Random random, int max, int steps) {
    var trace = new ArrayList<String>();
    var open = new ArrayDeque<Lease>();
    var inFlight = new HashMap<String, Integer>();
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          var result = fixture.take(PoolFixture.wish("m" + random.nextInt(3)));
          if (result instanceof Lease lease) {
            open.add(lease);
            trace.add(lease.credential().id());
            int now = inFlight.merge(lease.credential().id(), 1, Integer::sum);
            assertThat(now).isLessThanOrEqualTo(max);
          } else {
            trace.add("denied");
          }
        }
        case 2 -> {
          var lease = open.poll();
          if (lease != null) {
            inFlight.merge(lease.credential().id(), -1, Integer::sum);
            end(lease, random);
          }
        }
        default -> fixture.clock.advance(Duration.ofSeconds(random.nextInt(90)));
      }
    }
    open.forEach(lease -> end(lease, random));
    return trace;
  }

  private static void end(Lease lease, Random random) {
    var kinds = FailureKind.values();
    var kind = kinds[random.nextInt(kinds.length)];
    var hint =
        Optional.of(Duration.ofSeconds(random.nextInt(2_000_000)))
            .filter(any -> random.nextBoolean());
    var failure = new Failure(kind, "no", Optional.empty(), hint);
    switch (random.nextInt(5)) {
      case 0 -> lease.succeed(Optional.empty());
      case 1 -> lease.cancel(Optional.empty());
      case 2 -> lease.breakOff(failure, Optional.empty());
      case 3 -> lease.close();
      default -> lease.fail(failure, Optional.empty());
    }
  }

  private static PoolRules rules(RotationMode rotation, int max) {
    return PoolRules.STANDARD.with(rotation).with(new ConcurrencyPolicy(max, 1, Map.of(), 1));
  }

  @Property(tries = 200)
  void noLeaseLeaksAndConcurrencyIsNeverExceeded(
      @ForAll long seed,
      @ForAll RotationMode rotation,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 3) int max) {
    var fixture = new PoolFixture(size, rules(rotation, max));

    play(fixture, new Random(seed), max, 300);

    assertThat(fixture.pool.inFlight()).isZero();
  }

  @Property(tries = 200)
  void noPoolStaysEmptyOnceUpstreamRecovers(
      @ForAll long seed,
      @ForAll RotationMode rotation,
      @ForAll @IntRange(min = 1, max = 20) int size) {
    var fixture = new PoolFixture(size, rules(rotation, 2));
    play(fixture, new Random(seed), 2, 200);

    fixture.clock.advance(fixture.cooldowns.rules().hintCap());

    for (String model : List.of("m0", "m1", "m2", "never-seen")) {
      assertThat(fixture.take(PoolFixture.wish(model)))
          .isInstanceOfSatisfying(Lease.class, lease -> lease.succeed(Optional.empty()));
    }
  }

  @Property(tries = 100)
  void theSameInputsGiveTheSameChoices(@ForAll long seed, @ForAll RotationMode rotation) {
    var first = new PoolFixture(20, rules(rotation, 2), seed, new int[20]);
    var second = new PoolFixture(20, rules(rotation, 2), seed, new int[20]);

    assertThat(play(first, new Random(seed), 2, 200))
        .isEqualTo(play(second, new Random(seed), 2, 200));
  }

  @Property(tries = 200)
  void whatIsExplainedIsWhatHappens(
      @ForAll long seed,
      @ForAll RotationMode rotation,
      @ForAll @IntRange(min = 1, max = 40) int size) {
    var priorities = new Random(seed).ints(size, 0, 3).toArray();
    var fixture = new PoolFixture(size, rules(rotation, 2).withTolerance(0), seed, priorities);
    var random = new Random(seed);
    for (int round = 0; round < 8; round++) {
      play(fixture, random, 2, 60);
      var conversation =
          round % 2 == 0 ? Conversation.UNKNOWN : Conversation.named(random.nextInt(5));
      var wish = new LeaseWish("m0", Optional.empty(), conversation, Set.of());

      var told = fixture.pool.explain(wish);
      var result = fixture.take(wish);

      if (told.candidates().stream().noneMatch(Candidate::usable)) {
        assertThat(result).isInstanceOf(Denied.class);
      } else if (!told.waits()) {
        String lent = ((Lease) result).credential().id();
        assertThat(lent).isEqualTo(told.chosen().orElse(lent));
        assertThat(told.candidates())
            .filteredOn(candidate -> candidate.credential().id().equals(lent))
            .allSatisfy(candidate -> assertThat(candidate.share()).isPositive());
      }
      if (result instanceof Lease lease) {
        lease.succeed(Optional.empty());
      }
    }
  }
}
