package dev.keyrelay.engine.pool;

import static dev.keyrelay.engine.pool.PoolFixture.rateLimited;
import static dev.keyrelay.engine.pool.PoolFixture.refused;
import static dev.keyrelay.engine.pool.PoolFixture.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.engine.config.RotationMode;
import dev.keyrelay.engine.config.SessionPolicy;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.spi.Scope;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Conversations and the credentials that they are kept on. */
final class SessionsTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private static PoolRules rules(Duration patience, int max, int sessions) {
    return new PoolRules(
        RotationMode.SEQUENTIAL,
        3.0,
        new ConcurrencyPolicy(max, ConcurrencyPolicy.UNLIMITED, Map.of(), 1),
        new SessionPolicy(patience, HOUR, sessions));
  }

  private static Conversation session(long id) {
    return Conversation.named(Mix.of(id));
  }

  private static LeaseResult await(PoolFixture fixture, LeaseWish wish) throws Exception {
    return fixture.pool.lease(wish, Duration.ofMinutes(2), Duration.ZERO);
  }

  @Test
  void newSessionsSpreadInsideTheBestPriorityAlone() {
    var fixture = new PoolFixture(6, PoolRules.STANDARD, 1, new int[] {0, 0, 0, 1, 1, 1});
    var served = new HashMap<String, Integer>();

    for (int id = 0; id < 600; id++) {
      served.merge(fixture.serve(wish(session(id))), 1, Integer::sum);
    }

    assertThat(served.keySet()).containsExactlyInAnyOrder("k0", "k1", "k2");
    assertThat(served.values()).allSatisfy(count -> assertThat(count).isBetween(140, 260));
  }

  @Test
  void newConversationsWithoutIdSpreadInsideTheBestPriorityAloneTheSameWayEverywhere() {
    for (var rotation : RotationMode.values()) {
      var rules = PoolRules.STANDARD.with(rotation);
      var fixture = new PoolFixture(6, rules, 1, new int[] {0, 0, 0, 1, 1, 1});
      var twin = new PoolFixture(6, rules, 2, new int[] {0, 0, 0, 1, 1, 1});
      var served = new HashMap<String, Integer>();

      for (int id = 0; id < 600; id++) {
        String own = fixture.serve(wish(beginning(Mix.of(id))));
        served.merge(own, 1, Integer::sum);
        assertThat(twin.serve(wish(beginning(Mix.of(id))))).isEqualTo(own);
      }

      assertThat(served.keySet()).containsExactlyInAnyOrder("k0", "k1", "k2");
      assertThat(served.values()).allSatisfy(count -> assertThat(count).isBetween(140, 260));
    }
  }

  @Test
  void aLaterTurnThatIsForgottenGoesWhereTheConversationBegan() {
    var fixture = new PoolFixture(8, PoolRules.STANDARD);
    var twin = new PoolFixture(8, PoolRules.STANDARD);

    for (long id = 0; id < 50; id++) {
      String own = fixture.serve(wish(beginning(Mix.of(id))));
      assertThat(twin.serve(wish(beginning(Mix.of(id), Mix.of(id + 1_000), Mix.of(id + 2_000)))))
          .isEqualTo(own);
    }
  }

  @Test
  void balancedSpreadsNewConversationsByUseAndTheSameBeginningDoesNotPileUp() {
    var fixture = new PoolFixture(3, PoolRules.STANDARD.with(RotationMode.BALANCED));
    var served = new HashMap<String, Integer>();
    for (int i = 0; i < 300; i++) {
      served.merge(fixture.serve(wish(beginning(7))), 1, Integer::sum);
    }
    assertThat(served.values()).hasSize(3).allSatisfy(n -> assertThat(n).isBetween(85, 115));

    fixture.requests.put("k0", 100_000L);
    fixture.clock.advance(Duration.ofMinutes(10)); // counts are remembered for a moment
    for (int id = 0; id < 100; id++) {
      assertThat(fixture.serve(wish(beginning(Mix.of(id))))).as("" + id).isNotEqualTo("k0");
    }
  }

  @Test
  void whereSessionsAreNotKeptRotationAloneDecides() {
    var rules =
        new PoolRules(
            RotationMode.SEQUENTIAL,
            3.0,
            PoolRules.STANDARD.concurrency(),
            new SessionPolicy(Duration.ZERO, Duration.ZERO, 100));
    var fixture = new PoolFixture(5, rules);

    for (int id = 0; id < 20; id++) {
      assertThat(fixture.serve(wish(beginning(Mix.of(id))))).isEqualTo("k0");
      assertThat(fixture.serve(wish(session(id)))).isEqualTo("k0");
    }
    assertThat(fixture.pool.explain(wish(session(1))).how()).isEqualTo("sequential");
  }

  @Test
  void aRequestWithoutConversationFollowsTheRotation() {
    var fixture = new PoolFixture(5, PoolRules.STANDARD);

    for (int i = 0; i < 20; i++) {
      assertThat(fixture.serve(wish(Conversation.UNKNOWN))).isEqualTo("k0");
    }
  }

  @Test
  void aNewSessionFindsTheOnlyCredentialThatServesAmongMany() {
    var fixture = new PoolFixture(500, PoolRules.STANDARD);
    var tried = new HashSet<String>();
    for (int i = 0; i < 499; i++) {
      tried.add("k" + i);
    }

    for (var conversation : new Conversation[] {session(1), beginning(2)}) {
      var wish = new LeaseWish("m", Optional.empty(), conversation, tried);
      assertThat(fixture.serve(wish)).isEqualTo("k499");
    }
    for (int i = 0; i < 499; i++) {
      fixture.pool.setDisabled("k" + i, i % 2 == 0);
      fixture.cooldowns.set(
          new CooldownKey(Scope.CREDENTIAL, "p", "k" + i, ""),
          new Cooldown(
              fixture.clock.instant().plus(HOUR),
              "no",
              Cooldown.Source.DEFAULT,
              fixture.clock.instant(),
              0));
    }
    for (long id = 10; id < 20; id++) {
      assertThat(fixture.serve(wish(session(id)))).isEqualTo("k499");
    }
  }

  @Test
  void newSessionsPreferCredentialsBelowTheirOptimalConcurrency() {
    var rules =
        PoolRules.STANDARD.with(new ConcurrencyPolicy(ConcurrencyPolicy.UNLIMITED, 1, Map.of(), 1));
    var fixture = new PoolFixture(4, rules);
    var members = new HashSet<String>();
    for (int i = 0; i < 4; i++) {
      assertThat(fixture.pool.explain(wish(beginning(9))).chosen())
          .hasValueSatisfying(told -> assertThat(members).doesNotContain(told));
      members.add(fixture.lease(wish(beginning(9))).credential().id());
    }

    assertThat(members).hasSize(4);
    assertThat(fixture.take(wish(beginning(9)))).as("soft").isInstanceOf(Lease.class);
  }

  @Test
  void aCredentialThatGoesMovesItsOwnSessionsOnly() {
    var before = new PoolFixture(5, PoolRules.STANDARD);
    var after = new PoolFixture(5, PoolRules.STANDARD);
    after.pool.setDisabled("k2", true);

    for (int id = 0; id < 200; id++) {
      String own = before.serve(wish(session(id)));
      String now = after.serve(wish(session(id)));
      if (!own.equals("k2")) {
        assertThat(now).isEqualTo(own);
      }
    }
  }

  @Test
  void aSessionMovesWhenItsCredentialIsHeldBackForLongAndStaysThere() {
    var fixture = new PoolFixture(3, PoolRules.STANDARD);
    var conversation = wish(session(7));
    String own = fixture.serve(conversation);
    fixture.lease(conversation).fail(refused(), Optional.empty());

    String other = fixture.serve(conversation);
    assertThat(other).isNotEqualTo(own);
    fixture.clock.advance(Duration.ofMinutes(5));
    assertThat(fixture.serve(conversation)).as("its cache is warm there").isEqualTo(other);
  }

  @Test
  void aSessionWaitsForItsBusyCredentialAndGetsItWhenItIsFree() throws Exception {
    var fixture = new PoolFixture(2, rules(Duration.ofMinutes(1), 1, 100));
    var conversation = wish(session(1));
    var busy = fixture.lease(conversation);
    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ((Lease) await(fixture, conversation)).credential().id();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });

    Thread.yield();
    busy.succeed(Optional.empty());

    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(busy.credential().id());
  }

  @Test
  void aSessionWaitsNoLongerThanItsPatienceWhileOthersAreFree() throws Exception {
    var fixture = new PoolFixture(2, rules(Duration.ofMillis(50), 1, 100));
    var conversation = wish(session(1));
    var busy = fixture.lease(conversation);

    var lease = (Lease) await(fixture, conversation);

    assertThat(lease.credential().id()).isNotEqualTo(busy.credential().id());
  }

  @Test
  void withoutPatienceItMovesAtOnce() throws Exception {
    var fixture = new PoolFixture(2, rules(Duration.ZERO, 1, 100));
    var conversation = wish(session(1));
    var busy = fixture.lease(conversation);

    assertThat(fixture.pool.explain(conversation).waits()).isFalse();
    assertThat(((Lease) await(fixture, conversation)).credential().id())
        .isNotEqualTo(busy.credential().id());
  }

  @Test
  void aSessionIsForgottenAfterAnHourWithoutRequests() {
    var fixture = new PoolFixture(2, rules(Duration.ZERO, 1_000, 100));
    var conversation = wish(session(3));
    String own = fixture.serve(conversation);
    fixture.pool.setDisabled(own, true);
    String other = fixture.serve(conversation);
    fixture.pool.setDisabled(own, false);

    fixture.clock.advance(HOUR.minusSeconds(1));
    assertThat(fixture.serve(conversation)).isEqualTo(other);
    fixture.clock.advance(HOUR.minusSeconds(1));
    assertThat(fixture.serve(conversation)).as("each request counts").isEqualTo(other);
    fixture.clock.advance(HOUR.plusSeconds(1));
    assertThat(fixture.serve(conversation)).as("the rendezvous again").isEqualTo(own);
  }

  @Test
  void noMoreSessionsAreRememberedThanAllowed() {
    var fixture = new PoolFixture(3, rules(Duration.ZERO, 1_000, 100));

    for (int id = 0; id < 5_000; id++) {
      fixture.serve(wish(session(id)));
    }

    long remembered = 0;
    for (int id = 0; id < 5_000; id++) {
      remembered += fixture.pool.explain(wish(session(id))).session().isPresent() ? 1 : 0;
    }
    assertThat(remembered).isBetween(1L, 100L);
  }

  @Test
  void cachedTokensAreCountedForTheSessionThroughAllItsTurns() {
    var fixture = new PoolFixture(4, PoolRules.STANDARD);
    long[] turns = {11, 22, 33, 44, 55};
    for (int count : new int[] {1, 3, 5}) {
      var lease = fixture.lease(wish(beginning(java.util.Arrays.copyOf(turns, count))));
      lease.succeed(Optional.of(new TokenUsage(100, 40, 10, 5, 0, OptionalDouble.empty(), false)));
    }

    var whole = new long[] {11, 22, 33, 44, 55, 66, 77};
    assertThat(fixture.pool.explain(wish(beginning(whole))).session())
        .hasValueSatisfying(
            session -> {
              assertThat(session.requests()).isEqualTo(3);
              assertThat(session.inputTokens()).isEqualTo(450);
              assertThat(session.cachedTokens()).isEqualTo(120);
              assertThat(session.cacheWriteTokens()).isEqualTo(30);
            });
  }

  @Test
  void theBusiestSessionsAreListedOnceEachHoweverManyTurnsTheyHad() {
    var fixture = new PoolFixture(4, PoolRules.STANDARD);
    var usage = Optional.of(new TokenUsage(100, 40, 10, 5, 0, OptionalDouble.empty(), false));
    long[] turns = {11, 22, 33, 44, 55};
    for (int count : new int[] {1, 3, 5}) {
      fixture.lease(wish(beginning(java.util.Arrays.copyOf(turns, count)))).succeed(usage);
    }
    fixture.clock.advance(Duration.ofSeconds(7));
    for (int id = 0; id < 300; id++) {
      fixture.lease(wish(session(id))).succeed(usage);
    }
    fixture.lease(wish(session(299))).succeed(usage);
    String own = fixture.pool.explain(wish(session(299))).session().orElseThrow().credential();
    fixture.pool.bind(4711, own);

    var busiest = fixture.pool.busiest(Optional.empty(), 3);
    assertThat(busiest).extracting(SessionView::requests).containsExactly(3L, 2L, 1L);
    assertThat(busiest.getFirst().cachedTokens()).isEqualTo(120);
    assertThat(busiest.getFirst().used()).isEqualTo(fixture.clock.instant().minusSeconds(7));
    assertThat(busiest).extracting(SessionView::session).doesNotHaveDuplicates();
    assertThat(fixture.pool.busiest(Optional.empty(), 1_000))
        .as("one that another instance serves is not listed")
        .hasSize(301);
    assertThat(fixture.pool.busiest(Optional.of(own), 1_000))
        .hasSizeBetween(1, 300)
        .allSatisfy(one -> assertThat(one.credential()).isEqualTo(own));
  }

  @Test
  void explainingRemembersNothing() {
    var fixture = new PoolFixture(3, rules(Duration.ZERO, 1_000, 100));
    var seen = new HashSet<Optional<String>>();
    for (int i = 0; i < 10; i++) {
      seen.add(fixture.pool.explain(wish(session(5))).chosen());
    }

    assertThat(seen).containsExactly(Optional.of(fixture.serve(wish(session(5)))));
    assertThat(fixture.pool.explain(wish(session(6))).session()).isEmpty();
    assertThat(fixture.pool.inFlight()).isZero();
  }

  @Test
  void aSessionWhoseCredentialReturnsSoonIsSaidToWait() {
    var fixture = new PoolFixture(2, PoolRules.STANDARD);
    var conversation = wish(session(1));
    String own = fixture.serve(conversation);
    fixture.lease(conversation).fail(rateLimited(Duration.ofSeconds(14)), Optional.empty());

    var choice = fixture.pool.explain(conversation);
    assertThat(choice.waits()).isTrue();
    assertThat(choice.chosen()).contains(own);
    fixture.clock.advance(Duration.ofSeconds(14));
    assertThat(fixture.pool.explain(conversation).waits()).isFalse();
    assertThat(fixture.serve(conversation)).isEqualTo(own);
  }

  private static Conversation beginning(long... hashes) {
    return new Conversation(OptionalLong.empty(), hashes);
  }
}
