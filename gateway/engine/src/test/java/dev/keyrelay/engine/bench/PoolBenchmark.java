package dev.keyrelay.engine.bench;

import dev.keyrelay.engine.config.RotationMode;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.CooldownRules;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.pool.CredentialPool;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.pool.LeaseWish;
import dev.keyrelay.engine.pool.PoolListener;
import dev.keyrelay.engine.pool.PoolRules;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.engine.usage.UsageRules;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Scope;
import dev.keyrelay.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Times one lease and its return over pools of several sizes. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PoolBenchmark {

  private static final LeaseWish WISH =
      new LeaseWish("m", Optional.empty(), Conversation.UNKNOWN, Set.of());

  /** How many credentials the pool has. */
  @Param({"10", "100", "1000", "10000"})
  public int credentials;

  /** The order of choice. */
  @Param({"BALANCED", "BALANCED_AMONG_TEN", "SEQUENTIAL"})
  public Order order;

  /** How many of a hundred credentials are cooling down. */
  @Param({"0", "90"})
  public int cooling;

  /** Whether usage is counted; without it, choosing is what is left. */
  @Param({"true", "false"})
  public boolean counting;

  private CredentialPool pool;

  /** A rotation, and how many credentials chance comes upon. */
  public enum Order {
    BALANCED(RotationMode.BALANCED, Integer.MAX_VALUE),

    /** The control: the same work in a pool of the same size, on memory that is at hand. */
    BALANCED_AMONG_TEN(RotationMode.BALANCED, 10),

    SEQUENTIAL(RotationMode.SEQUENTIAL, Integer.MAX_VALUE);

    private final RotationMode rotation;
    private final int places;

    Order(RotationMode rotation, int places) {
      this.rotation = rotation;
      this.places = places;
    }
  }

  /** Draws from the first places only. */
  private static final class Chance extends Random {

    private static final long serialVersionUID = 1;

    private final int places;

    Chance(int places) {
      super(1);
      this.places = places;
    }

    @Override
    public int nextInt(int bound) {
      return super.nextInt(Math.min(bound, places));
    }
  }

  /** Runs it outside of JMH's own command line. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(new OptionsBuilder().include(PoolBenchmark.class.getSimpleName()).build()).run();
  }

  @Setup
  public void fill() {
    var clock = InstantSource.system();
    var cooldowns = new Cooldowns(CooldownRules.STANDARD);
    Instant now = clock.instant();
    IntStream.range(0, credentials)
        .filter(index -> index * 10 % 100 < cooling)
        .forEach(
            index ->
                cooldowns.set(
                    new CooldownKey(Scope.CREDENTIAL, "p", "k" + index, ""),
                    new Cooldown(
                        now.plus(Duration.ofDays(1)),
                        "forbidden",
                        Cooldown.Source.OPERATOR,
                        now,
                        0)));
    pool =
        new CredentialPool(
            "p",
            IntStream.range(0, credentials)
                .mapToObj(index -> new Credential.ApiKey("k" + index, Secret.of("secret" + index)))
                .map(key -> new CredentialPool.Entry(key, 1))
                .toList(),
            PoolRules.STANDARD.with(order.rotation),
            new CredentialPool.Parts(
                cooldowns,
                List.of(),
                counting ? new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN) : new Uncounted(),
                PoolListener.NONE,
                clock,
                new Chance(order.places)));
  }

  /** A lease that succeeds. */
  @Benchmark
  public Lease leaseAndReturn() {
    var lease = (Lease) pool.tryLease(WISH);
    lease.succeed(Optional.empty());
    return lease;
  }

  /** A ledger of which every credential has used as much as any other. */
  private static final class Uncounted implements UsageLedger {

    @Override
    public void record(Outcome outcome) {
      // Whatever it was.
    }

    @Override
    public long requests(Subject subject, Instant now) {
      return 0;
    }
  }
}
