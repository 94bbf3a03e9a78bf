package dev.keyrelay.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.FairCyclePolicy;
import dev.keyrelay.engine.config.FairCyclePolicy.Tracking;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.engine.usage.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairCycleTest {

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration THRESHOLD = Duration.ofMinutes(5);

  private final LimitBench bench = new LimitBench(LimitBench.hours(24, -1));
  private final List<String> woken = new ArrayList<>();
  private final Map<String, Instant> cooldowns = new HashMap<>();
  private List<String> peers = List.of("a1", "b1", "c2");
  private FairCyclePolicy policy = policy(Tracking.MODEL_GROUP, false);
  private final FairCycle.Surroundings surroundings =
      new FairCycle.Surroundings() {
        @Override
        public FairCyclePolicy policy(String provider) {
          return policy;
        }

        @Override
        public int tier(String provider, String credential) {
          return credential.charAt(1) - '0';
        }

        @Override
        public List<String> peers(String provider) {
          return peers;
        }

        @Override
        public Optional<Instant> cooldownEnd(String provider, String credential, String scope) {
          return Optional.ofNullable(cooldowns.get(credential));
        }

        @Override
        public void wake(String provider, String credential) {
          woken.add(credential);
        }
      };
  private final FairCycle cycle = new FairCycle(bench.ledger, surroundings);

  FairCycleTest() {
    bench.ledger.observe(cycle);
  }

  private static FairCyclePolicy policy(Tracking tracking, boolean crossTier) {
    return new FairCyclePolicy(true, tracking, crossTier, WEEK, 0.5, Duration.ofSeconds(90));
  }

  private void exhaust(String credential) {
    cycle.cooledDown(
        LimitBench.subject(credential), Duration.ofHours(1), THRESHOLD, "model_quota", bench.now());
  }

  private String ask(String credential) {
    return bench.ask(cycle, LimitBench.subject(credential));
  }

  @Test
  void aUsedUpCredentialWaitsForItsPeersOfTheTier() {
    exhaust("a1");
    assertThat(ask("a1")).isEqualTo(Long.toString(WEEK.toSeconds()));
    assertThat(ask("b1")).isEqualTo("allowed");
    exhaust("b1");
    assertThat(woken).containsExactlyInAnyOrder("a1", "b1");
    assertThat(ask("a1")).isEqualTo("allowed");
    assertThat(ask("b1")).isEqualTo("allowed");
  }

  @Test
  void aShortCooldownDoesNotCount() {
    cycle.cooledDown(
        LimitBench.subject("a1"), Duration.ofSeconds(299), THRESHOLD, "rate_limited", bench.now());
    assertThat(ask("a1")).isEqualTo("allowed");
  }

  @Test
  void tiersCountTogetherIfTheUserWants() {
    policy = policy(Tracking.MODEL_GROUP, true);
    exhaust("a1");
    exhaust("b1");
    assertThat(ask("a1")).isNotEqualTo("allowed");
    exhaust("c2");
    assertThat(ask("a1")).isEqualTo("allowed");
  }

  @Test
  void aSingleCredentialNeverWaits() {
    exhaust("c2");
    assertThat(ask("c2")).isEqualTo("allowed");
  }

  @Test
  void aCycleEndsByItselfAndItsFlagsWithIt() {
    exhaust("a1");
    bench.clock.advance(WEEK);
    assertThat(ask("a1")).isEqualTo("allowed");
    assertThat(cycle.view(LimitBench.subject("a1")).exhausted()).isFalse();
    exhaust("b1");
    assertThat(ask("a1")).isEqualTo("allowed");
    assertThat(ask("b1")).isEqualTo(Long.toString(WEEK.toSeconds()));
  }

  @Test
  void aResetWaitsForACooldownThatIsAboutToEnd() {
    cooldowns.put("a1", bench.now().plusSeconds(60));
    cooldowns.put("b1", bench.now().plusSeconds(3600));
    exhaust("a1");
    exhaust("b1");
    assertThat(woken).containsExactlyInAnyOrder("a1", "b1");
    assertThat(ask("a1")).isEqualTo("60");
    bench.clock.advance(Duration.ofSeconds(60));
    assertThat(ask("a1")).isEqualTo("allowed");
    assertThat(ask("b1")).isEqualTo("allowed");
  }

  @Test
  void aShareOfTheLimitIsUsedUp() {
    var subject = LimitBench.subject("a1");
    bench.read(subject, "24h", 10, 0, Duration.ofHours(24));
    bench.serve(subject, 4);
    assertThat(ask("a1")).isEqualTo("allowed");
    bench.serve(subject, 1);
    assertThat(ask("a1")).isNotEqualTo("allowed");
    assertThat(cycle.view(subject).reason()).contains("quota_threshold");
    assertThat(cycle.view(subject).requests()).isEqualTo(5);
  }

  @Test
  void modelsHaveCyclesOfTheirOwnUnlessTheCredentialIsTracked() {
    exhaust("a1");
    var other = new Subject("p", "a1", "other", Optional.empty());
    assertThat(bench.ask(cycle, other)).isEqualTo("allowed");
    policy = policy(Tracking.CREDENTIAL, false);
    exhaust("a1");
    assertThat(bench.ask(cycle, other)).isNotEqualTo("allowed");
  }

  @Test
  void peersThatGoDoNotHoldTheOthersBack() {
    exhaust("a1");
    peers = List.of("a1", "c2");
    cycle.peersChanged("p", bench.now());
    assertThat(ask("a1")).isEqualTo("allowed");
  }

  @Test
  void whoeverAsksLastDoesNotResetTheCycleOfOthers() {
    peers = List.of("a1", "b1", "d1");
    exhaust("a1");
    exhaust("b1");
    assertThat(ask("b1")).isNotEqualTo("allowed");
    assertThat(ask("a1")).isNotEqualTo("allowed");
    assertThat(ask("d1")).isEqualTo("allowed");
  }

  @Test
  void withoutFairCycleNobodyWaits() {
    policy =
        new FairCyclePolicy(false, Tracking.MODEL_GROUP, false, WEEK, 0.5, Duration.ofSeconds(90));
    exhaust("a1");
    assertThat(ask("a1")).isEqualTo("allowed");
  }

  @Test
  void flagsAndCountsOutliveTheProcess(@TempDir Path folder) {
    try (var state = SqliteState.open(folder, bench.clock)) {
      state.register(new FairCycleSection(cycle));
      exhaust("b1");
      exhaust("c2");
      bench.serve(LimitBench.subject("a1"), 3);
    }
    var after = new FairCycle(bench.ledger, surroundings);
    try (var state = SqliteState.open(folder, bench.clock)) {
      state.register(new FairCycleSection(after));
    }
    for (String credential : List.of("a1", "b1", "c2")) {
      var subject = LimitBench.subject(credential);
      assertThat(after.view(subject)).isEqualTo(cycle.view(subject));
      assertThat(bench.ask(after, subject)).isEqualTo(bench.ask(cycle, subject));
    }
    assertThat(after.view(LimitBench.subject("b1")).exhausted()).isTrue();
    assertThat(after.view(LimitBench.subject("a1")).requests()).isEqualTo(3);
  }

  @Test
  void itGivesWayWhenNobodyElseCanServe() {
    exhaust("a1");
    assertThat(bench.ask(cycle, LimitBench.subject("a1"))).isNotEqualTo("allowed");
    assertThat(cycle.giveWay("p", "another-model", bench.now())).isFalse();
    assertThat(cycle.giveWay("other", "m", bench.now())).isFalse();
    assertThat(cycle.giveWay("p", "m", bench.now())).isTrue();
    assertThat(woken).contains("a1");
    assertThat(bench.ask(cycle, LimitBench.subject("a1"))).isEqualTo("allowed");
    assertThat(cycle.giveWay("p", "m", bench.now())).as("nobody is held back now").isFalse();
  }
}
