package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveAccountTest {

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<OAuthAccount> saved = new ArrayList<>();

  @Test
  void goodTokenIsUsedWithoutACall() throws Exception {
    var live = live(endingIn(Duration.ofHours(1)), this::next);

    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-0"));
    assertThat(calls).hasValue(0);
  }

  @Test
  void tokenIsRefreshedAheadOfItsEndAndStored() throws Exception {
    var live = live(endingIn(Duration.ofMinutes(4)), this::next);

    var fresh = live.ready();

    assertThat(fresh.accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(saved).containsExactly(fresh);
    assertThat(live.ready()).isEqualTo(fresh);
    assertThat(calls).hasValue(1);
  }

  @Test
  void fiftyThreadsAtOnceAskUpstreamOnce() throws Exception {
    var begun = new CountDownLatch(1);
    var let = new CountDownLatch(1);
    var live =
        live(
            endingIn(Duration.ZERO),
            account -> {
              begun.countDown();
              let.await();
              return next(account);
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<OAuthAccount>>();
      for (int i = 0; i < 50; i++) {
        all.add(threads.submit(live::ready));
      }
      begun.await();
      let.countDown();
      for (var one : all) {
        assertThat(one.get().accessToken()).isEqualTo(Secret.of("at-1"));
      }
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void refusedTokenIsReplacedOnceForAllThatShowedIt() throws Exception {
    var live = live(endingIn(Duration.ofHours(1)), this::next);
    var shown = live.ready();

    var first = live.afterRefusal(shown);
    var second = live.afterRefusal(shown);

    assertThat(second).isEqualTo(first);
    assertThat(calls).hasValue(1);
  }

  @Test
  void accountThatMustLogInAgainIsNotAskedForAnyMore() {
    var live =
        live(
            endingIn(Duration.ZERO),
            account -> {
              calls.incrementAndGet();
              throw new NeedsLoginException("invalid_grant; log in again");
            });

    assertThatThrownBy(live::ready).isInstanceOf(NeedsLoginException.class);
    assertThatThrownBy(live::ready).hasMessage("invalid_grant; log in again");
    assertThat(calls).hasValue(1);
    assertThat(live.needsLogin()).contains("invalid_grant; log in again");
  }

  @Test
  void passingFailureLeavesATokenThatIsStillGoodInUse() throws Exception {
    var live = live(endingIn(Duration.ofMinutes(4)), this::fails);

    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-0"));
    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-0"));
    assertThat(calls).hasValue(1);
    clock.advance(Duration.ofSeconds(31));
    live.ready();
    assertThat(calls).hasValue(2);
  }

  @Test
  void passingFailureWithATokenThatHasEndedIsTold() {
    var live = live(endingIn(Duration.ZERO), this::fails);

    assertThatThrownBy(live::ready).isInstanceOf(IOException.class).hasMessage("busy");
    assertThat(live.needsLogin()).isEmpty();
  }

  @Test
  void newTokensAreUsedAndRememberedAsUnsavedWhenTheDiskIsFull() throws Exception {
    var live =
        new LiveAccount(
            endingIn(Duration.ZERO),
            this::next,
            account -> {
              throw new IOException("disk full");
            },
            clock);

    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(live.isUnsaved()).isTrue();
  }

  private LiveAccount live(OAuthAccount account, CredentialRefresh refresh) {
    return new LiveAccount(account, refresh, saved::add, clock);
  }

  private OAuthAccount next(OAuthAccount account) {
    return account("at-" + calls.incrementAndGet(), clock.instant().plus(Duration.ofHours(1)));
  }

  private OAuthAccount fails(OAuthAccount account) throws IOException {
    calls.incrementAndGet();
    throw new IOException("busy");
  }

  private OAuthAccount endingIn(Duration length) {
    return account("at-0", clock.instant().plus(length));
  }

  private static OAuthAccount account(String token, Instant end) {
    return new OAuthAccount(
        "a", Secret.of(token), Optional.of(Secret.of("rt")), Optional.of(end), Map.of(), Map.of());
  }
}
