package dev.keyrelay.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.CustomCap;
import dev.keyrelay.engine.usage.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapsTest {

  private static final Subject ONE = LimitBench.subject("one");
  private final LimitBench bench = new LimitBench();

  private Caps caps(String name, CustomCap.Amount amount, CustomCap.Rest rest) {
    var caps =
        new Caps(
            bench.ledger,
            (_, _, asked) ->
                asked.equals(name)
                    ? List.of(new CustomCap(Set.of(), name, amount, rest))
                    : List.of());
    bench.ledger.observe(caps);
    return caps;
  }

  @ParameterizedTest
  @CsvSource({
    "absolute, 100, , 100",
    "absolute, 100, 80, 80",
    "offset, -20, 100, 80",
    "offset, 20, 100, 100",
    "offset, -200, 100, 0",
    "offset, -20, , 20",
    "percent, 80, 200, 160",
    "percent, 80, , 1000"
  })
  void anAmountIsOfTheWindowsLimit(String kind, int number, Long limit, long most) {
    CustomCap.Amount amount =
        switch (kind) {
          case "absolute" -> new CustomCap.Absolute(number);
          case "offset" -> new CustomCap.Offset(number);
          default -> new CustomCap.Percent(number);
        };
    var cap = new CustomCap(Set.of(), "m", amount, new CustomCap.UntilReset());
    assertThat(Caps.most(cap, limit == null ? OptionalLong.empty() : OptionalLong.of(limit)))
        .isEqualTo(most);
  }

  @Test
  void aReachedCapHoldsUntilTheWindowEnds() {
    var caps = caps("m", new CustomCap.Absolute(2), new CustomCap.UntilReset());
    bench.serve(ONE, 1);
    assertThat(bench.ask(caps, ONE)).isEqualTo("allowed");
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(caps, ONE)).isEqualTo("wait");
    bench.ledger.abandon(ONE);
    bench.serve(ONE, 1);
    assertThat(bench.ask(caps, ONE)).isEqualTo("86400");
    assertThat(bench.ask(caps, LimitBench.subject("two"))).isEqualTo("allowed");
    bench.clock.advance(Duration.ofDays(1));
    assertThat(bench.ask(caps, ONE)).isEqualTo("allowed");
  }

  @Test
  void aRestAfterTheResetIsKept() {
    var caps = caps("m", new CustomCap.Absolute(1), new CustomCap.AfterReset(Duration.ofHours(1)));
    bench.serve(ONE, 1);
    assertThat(bench.ask(caps, ONE)).isEqualTo("90000");
    bench.clock.advance(Duration.ofDays(1));
    assertThat(bench.ask(caps, ONE)).isEqualTo("3600");
    bench.clock.advance(Duration.ofHours(1));
    assertThat(bench.ask(caps, ONE)).isEqualTo("allowed");
  }

  @Test
  void afterAFixedRestCountingBeginsAnew() {
    var caps = caps("m", new CustomCap.Absolute(2), new CustomCap.Fixed(Duration.ofHours(1)));
    bench.serve(ONE, 2);
    assertThat(bench.ask(caps, ONE)).isEqualTo("3600");
    bench.clock.advance(Duration.ofHours(1));
    assertThat(bench.ask(caps, ONE)).isEqualTo("allowed");
    bench.serve(ONE, 1);
    assertThat(bench.ask(caps, ONE)).isEqualTo("allowed");
    bench.serve(ONE, 1);
    assertThat(bench.ask(caps, ONE)).isEqualTo("3600");
  }

  @Test
  void modelsOfACappedGroupCountTogether() {
    var caps = caps("g", new CustomCap.Absolute(2), new CustomCap.UntilReset());
    bench.serve(new Subject("p", "one", "a", Optional.of("g")), 1);
    bench.serve(new Subject("p", "one", "b", Optional.of("g")), 1);
    assertThat(bench.ask(caps, new Subject("p", "one", "d", Optional.of("g")))).isEqualTo("86400");
    assertThat(bench.ask(caps, ONE)).isEqualTo("allowed");
  }

  @Test
  void aModelOfAnUncappedGroupHasItsOwnCap() {
    var caps = caps("vendor/m.5", new CustomCap.Absolute(1), new CustomCap.UntilReset());
    bench.serve(new Subject("p", "one", "vendor/m.5", Optional.of("g")), 1);
    assertThat(bench.ask(caps, new Subject("p", "one", "vendor/m.5", Optional.of("g"))))
        .isEqualTo("86400");
    assertThat(bench.ask(caps, new Subject("p", "one", "other", Optional.of("g"))))
        .isEqualTo("allowed");
  }

  @Test
  void quotaThatUpstreamGivesBackEndsNoRestOfTheUsers() {
    var caps = caps("m", new CustomCap.Absolute(1), new CustomCap.Fixed(Duration.ofHours(1)));
    bench.serve(ONE, 1);
    bench.read(ONE, "daily", 10, 10, Duration.ofHours(2));
    bench.read(ONE, "daily", 10, 0, Duration.ofHours(30));
    assertThat(bench.ask(caps, ONE)).isEqualTo("3600");
    bench.clock.advance(Duration.ofHours(1));
    assertThat(bench.ask(caps, ONE)).isEqualTo("allowed");
  }
}
