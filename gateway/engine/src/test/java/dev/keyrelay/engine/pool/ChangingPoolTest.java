package dev.keyrelay.engine.pool;

import static dev.keyrelay.engine.pool.PoolFixture.rateLimited;
import static dev.keyrelay.engine.pool.PoolFixture.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.engine.config.RotationMode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Credentials that come to a pool in use, and leave it. */
final class ChangingPoolTest {

  private static final PoolRules ONE_AT_ONCE =
      PoolRules.STANDARD.with(new ConcurrencyPolicy(1, ConcurrencyPolicy.UNLIMITED, Map.of(), 1));

  private static List<CredentialPool.Entry> keys(String... ids) {
    return Arrays.stream(ids)
        .map(id -> new CredentialPool.Entry(new Credential.ApiKey(id, Secret.of("s" + id)), 1))
        .toList();
  }

  @Test
  void credentialThatComesIsLent() {
    var fixture = new PoolFixture(1, ONE_AT_ONCE);
    var lease = fixture.lease(wish("m"));
    assertThat(fixture.take(wish("m"))).isInstanceOf(Denied.class);

    fixture.pool.changeTo(keys("k0", "new"));

    assertThat(fixture.serve(wish("m"))).isEqualTo("new");
    lease.succeed(Optional.empty());
    assertThat(fixture.pool.inFlight()).isZero();
    assertThat(fixture.pool.size()).isEqualTo(2);
  }

  @Test
  void credentialThatGoesIsNotLentAndItsAttemptEndsAsUsual() {
    var fixture = new PoolFixture(2, ONE_AT_ONCE);
    var lease = fixture.lease(wish("m"));
    assertThat(lease.credential().id()).isEqualTo("k0");

    fixture.pool.changeTo(keys("k1"));

    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    assertThat(fixture.take(wish("m", "k1"))).isInstanceOf(Denied.class);
    lease.succeed(Optional.empty());
    assertThat(fixture.outcomes).hasSize(2);
    assertThat(fixture.pool.inFlight()).isZero();
    assertThat(fixture.pool.has("k0")).isFalse();
    assertThat(fixture.pool.setDisabled("k0", true)).isFalse();
  }

  @Test
  void sessionOfACredentialThatGoesMovesAndStaysWhereItWent() {
    var fixture = new PoolFixture(3, PoolRules.STANDARD);
    String own = fixture.serve(wish(Conversation.named(7)));
    var rest = List.of("k0", "k1", "k2").stream().filter(id -> !id.equals(own)).toList();

    fixture.pool.changeTo(keys(rest.toArray(String[]::new)));
    String next = fixture.serve(wish(Conversation.named(7)));
    assertThat(rest).contains(next);
    fixture.pool.changeTo(keys("k0", "k1", "k2"));

    assertThat(fixture.serve(wish(Conversation.named(7)))).isEqualTo(next);
  }

  @Test
  void sequentialStaysWhereItWasWhenOthersComeBeforeIt() {
    var fixture = new PoolFixture(3, PoolRules.STANDARD);
    fixture.lease(wish("m")).fail(rateLimited(), Optional.empty());
    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    fixture.clock.advance(Duration.ofMinutes(1));

    fixture.pool.changeTo(keys("new", "k0", "k1", "k2"));
    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    assertThat(fixture.pool.explain(wish("m")).chosen()).contains("k1");

    fixture.pool.changeTo(keys("new", "k0", "k2"));
    assertThat(fixture.serve(wish("m"))).isEqualTo("new");
  }

  @Test
  void whatStaysKeepsItsTokensItsAttemptsItsRankAndWhetherItIsDisabled() {
    var fixture = new PoolFixture(3, ONE_AT_ONCE);
    fixture.pool.setDisabled("k2", true);
    var fresh = new Credential.ApiKey("k0", Secret.of("fresh"));
    fixture.pool.replace(fresh, 5);
    var lease = fixture.lease(wish("m"));

    fixture.pool.changeTo(keys("k2", "k1", "k0"));

    assertThat(fixture.pool.members())
        .extracting(member -> member.credential().id())
        .containsExactly("k2", "k1", "k0");
    assertThat(fixture.pool.members().get(2).credential()).isSameAs(fresh);
    assertThat(fixture.pool.priority("k0")).isEqualTo(5);
    assertThat(fixture.pool.members().get(0).disabled()).isTrue();
    assertThat(fixture.pool.members().get(1).inFlight()).isEqualTo(1);
    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
    lease.close();
    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
  }

  @Test
  void cooldownHoldsThroughAChange() {
    var fixture = new PoolFixture(2, PoolRules.STANDARD);
    fixture.lease(wish("m")).fail(rateLimited(Duration.ofMinutes(5)), Optional.empty());

    fixture.pool.changeTo(keys("k0", "k1", "k2"));

    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    assertThat(fixture.take(wish("m", "k1", "k2"))).isInstanceOf(Denied.class);
  }

  @Test
  void emptyPoolLendsNothingUntilACredentialComes() {
    var fixture = new PoolFixture(1, PoolRules.STANDARD);
    fixture.pool.changeTo(List.of());
    assertThat(fixture.denied(wish("m")).earliest()).isEmpty();
    assertThat(fixture.denied(wish(Conversation.named(1))).busy()).isFalse();
    assertThat(fixture.pool.explain(wish("m")).candidates()).isEmpty();

    fixture.pool.changeTo(keys("k0"));
    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
  }

  @Test
  void requestThatWaitsTakesTheCredentialThatComes() throws Exception {
    var fixture = new PoolFixture(1, ONE_AT_ONCE);
    try (var _ = fixture.lease(wish("m"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting =
          threads.submit(() -> fixture.pool.lease(wish("m"), Duration.ofMinutes(1), Duration.ZERO));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                fixture.pool.changeTo(keys("k0", "new"));
                return waiting.isDone();
              });
      assertThat(((Lease) waiting.get(1, TimeUnit.MINUTES)).credential().id()).isEqualTo("new");
    }
  }

  @Test
  void whateverComesAndGoesUnderLoadNothingIsLostOrLentTooOften() throws Exception {
    var fixture = new PoolFixture(4, ONE_AT_ONCE.with(RotationMode.BALANCED));
    Set<String> lent = ConcurrentHashMap.newKeySet();
    var random = new Random(5);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients = new HashSet<CompletableFuture<Void>>();
      for (int i = 0; i < 16; i++) {
        clients.add(CompletableFuture.runAsync(() -> leaseOften(fixture, lent), threads));
      }
      var all = CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new));
      do {
        var ids =
            Arrays.stream(new String[] {"k1", "k2", "k3", "k4"})
                .filter(_ -> random.nextBoolean())
                .toList();
        var some = new HashSet<>(ids);
        some.add("k0");
        fixture.pool.changeTo(keys(some.toArray(String[]::new)));
      } while (!all.isDone());
      all.get(1, TimeUnit.MINUTES);
    }
    assertThat(fixture.pool.inFlight()).isZero();
    assertThat(lent).isEmpty();
  }

  private static void leaseOften(PoolFixture fixture, Set<String> lent) {
    for (int i = 0; i < 300; i++) {
      if (fixture.take(wish("m")) instanceof Lease lease) {
        // Only k0 never goes; of the others, one that returned may be lent beside its old attempt.
        String id = lease.credential().id();
        assertThat(!id.equals("k0") || lent.add(id)).isTrue();
        lent.remove(id);
        lease.unused();
      }
    }
  }
}
