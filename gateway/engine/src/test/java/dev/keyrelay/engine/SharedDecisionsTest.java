package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one instance finds out, or is told by its operator, holds at once for another. */
class SharedDecisionsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int KEYS = 6;

  private final Instances instances = new Instances(KEYS);

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void aCredentialThatOneInstanceFoundUsedUpWaitsForItsPeersInTheOther() throws Exception {
    var fair = Map.of("FAIR_CYCLE_OPENAI", "true", "SESSION_STICKY_ENTRY_TTL_SECONDS", "0");
    var one = instances.start(fair);
    var other = instances.start(fair);
    instances.upstream.onKey(Instances.key(1)).answer(Faults.rateLimited(Duration.ofMinutes(20)));
    instances.ask(one, "", "Hi");
    var first = instances.subject(other, 1);
    await().atMost(PATIENCE).until(() -> other.wiring().fairCycle().view(first).exhausted());

    clearCooldowns(one, first.credential());
    await()
        .atMost(PATIENCE)
        .until(() -> other.wiring().cooldowns().of("openai", first.credential()).isEmpty());
    instances.ask(other, "", "Hello");

    assertThat(instances.lastKey()).isEqualTo(Instances.key(2));
    assertThat(other.wiring().fairCycle().view(first).reason())
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("cooldown_"));
  }

  @Test
  void aCycleThatOneInstanceBeginsAnewBeginsAnewInTheOther() throws Exception {
    var fair = Map.of("FAIR_CYCLE_OPENAI", "true");
    var one = instances.start(fair);
    var other = instances.start(fair);
    var first = instances.subject(one, 1);
    var now = one.wiring().clock().instant();
    one.wiring().fairCycle().exhausted(first, "seen", now);
    await().atMost(PATIENCE).until(() -> other.wiring().fairCycle().view(first).exhausted());

    one.wiring().fairCycle().giveWay("openai", Instances.MODEL, now.plusSeconds(1));

    await().atMost(PATIENCE).until(() -> !other.wiring().fairCycle().view(first).exhausted());
  }

  @Test
  void aModelThatFailedAgainAndAgainAtOneInstanceIsRefusedByTheOtherUntilItServes() {
    var patient = Map.of("PROVIDER_BACKOFF_BASE_SECONDS", "300");
    var one = instances.start(patient);
    var other = instances.start(patient);
    var subject = instances.subject(one, 1);
    var clock = one.wiring().clock();
    for (int i = 0; i < 3; i++) {
      var failure = Failure.of(FailureKind.OVERLOADED, "no");
      one.wiring().cooldowns().failed(subject, failure, clock.instant(), clock.instant());
    }
    await().atMost(PATIENCE).until(() -> isSetAside(other) && isRefused(other));

    one.wiring().cooldowns().succeeded(subject, clock.instant());

    await().atMost(PATIENCE).until(() -> !isSetAside(other) && !isRefused(other));
  }

  private static boolean isSetAside(Engine engine) {
    var wiring = engine.wiring();
    var now = wiring.clock().instant();
    return wiring.cooldowns().ofProvider("openai", Instances.MODEL, now).isPresent();
  }

  private static boolean isRefused(Engine engine) {
    var wiring = engine.wiring();
    var now = wiring.clock().instant();
    return wiring.cooldowns().closed("openai", Instances.MODEL, now).isPresent();
  }

  @Test
  void aConversationBegunAtOneInstanceStaysOnItsCredentialAtTheOther() throws Exception {
    var balanced = Map.of("ROTATION_MODE_OPENAI", "balanced");
    var one = instances.start(balanced);
    var other = instances.start(balanced);
    var firstTurns = new ArrayList<String>();
    for (int i = 0; i < 12; i++) {
      instances.ask(one, "", "Question " + i);
      firstTurns.add(instances.lastKey());
    }
    assertThat(firstTurns).doesNotContain("").hasSizeGreaterThan(KEYS);
    await().atMost(PATIENCE).until(() -> instances.attempts(other) == 12);

    var secondTurns = new ArrayList<String>();
    for (int i = 0; i < 12; i++) {
      instances.ask(other, "", "Question " + i, "Answer", "And then?");
      secondTurns.add(instances.lastKey());
    }
    await().atMost(PATIENCE).until(() -> instances.attempts(one) == 24);
    var thirdTurns = new ArrayList<String>();
    for (int i = 0; i < 12; i++) {
      instances.ask(one, "", "Question " + i, "Answer", "And then?", "This", "Thanks");
      thirdTurns.add(instances.lastKey());
    }

    assertThat(secondTurns).isEqualTo(firstTurns);
    assertThat(thirdTurns).isEqualTo(firstTurns);
  }

  @Test
  void aNamedConversationThatHadToMoveHasMovedForTheOtherInstanceToo() throws Exception {
    var one = instances.start(Map.of());
    var other = instances.start(Map.of());
    String user = ",\"prompt_cache_key\":\"conversation-7\"";
    instances.ask(one, user, "Hi");
    String chosen = instances.lastKey();
    instances.upstream.onKey(chosen).answer(Faults.rateLimited(Duration.ofMinutes(20)));
    instances.ask(one, user, "Hi", "Hello", "More");
    String moved = instances.lastKey();
    assertThat(moved).isNotEqualTo(chosen);
    clearCooldowns(one, Instances.id(one, chosen));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                instances.attempts(other) == 3
                    && other
                        .wiring()
                        .cooldowns()
                        .of("openai", Instances.id(other, chosen))
                        .isEmpty());

    instances.ask(other, user, "Hi", "Hello", "More", "There", "Thanks");

    assertThat(instances.lastKey()).isEqualTo(moved);
  }

  @Test
  void whatAnOperatorOrdersAtOneInstanceHoldsForTheOther() {
    var one = instances.start(Map.of());
    var other = instances.start(Map.of());
    String first = Instances.id(one, Instances.key(1));
    String second = Instances.id(one, Instances.key(2));
    var now = one.wiring().clock().instant();

    one.wiring()
        .cooldowns()
        .impose(
            new CooldownKey(Scope.CREDENTIAL, "openai", first, ""),
            new Cooldown(now.plusSeconds(600), "operator", Cooldown.Source.OPERATOR, now, 0));
    one.setDisabled("openai", second, true);

    await().atMost(PATIENCE).until(() -> !other.wiring().cooldowns().of("openai", first).isEmpty());
    await().atMost(PATIENCE).until(() -> disabled(other).equals(List.of(second)));
    one.setDisabled("openai", second, false);
    await().atMost(PATIENCE).until(() -> disabled(other).isEmpty());
  }

  private static List<String> disabled(Engine engine) {
    return engine.providers().get("openai").pool().members().stream()
        .filter(member -> member.disabled())
        .map(member -> member.credential().id())
        .toList();
  }

  private static void clearCooldowns(Engine engine, String credential) {
    var cooldowns = engine.wiring().cooldowns();
    cooldowns.of("openai", credential).keySet().forEach(cooldowns::clear);
  }
}
