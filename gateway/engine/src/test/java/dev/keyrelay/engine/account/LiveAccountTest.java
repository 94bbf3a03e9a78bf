package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.RecordingSleeper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveAccountTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock();
  private final RecordingSleeper sleeper = new RecordingSleeper(clock);
  private final AtomicInteger calls = new AtomicInteger();
  private final List<OAuthAccount> saved = new ArrayList<>();
  private final List<String> news = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();

  private final AccountObserver observer =
      new AccountObserver() {
        @Override
        public void renewed(OAuthAccount account) {
          news.add("renewed " + account.accessToken().reveal());
        }

        @Override
        public void needsLogin(OAuthAccount account, String why) {
          news.add("needs login: " + why);
        }

        @Override
        public void notStored(OAuthAccount account, String why) {
          news.add("not stored: " + why);
        }
      };

  @Test
  void goodTokenIsUsedWithoutACall() throws Exception {
    var live = live(endingIn(HOUR), this::next);

    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-0"));
    assertThat(calls).hasValue(0);
  }

  @Test
  void tokenIsRefreshedAheadOfItsEndAndStoredBeforeItIsUsed() throws Exception {
    var live = live(endingIn(Duration.ofMinutes(4)), this::next);

    var fresh = live.ready();

    assertThat(fresh.accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(saved).containsExactly(fresh);
    assertThat(live.ready()).isEqualTo(fresh);
    assertThat(calls).hasValue(1);
  }

  @Test
  void requestsGoOnWithATokenThatIsRenewedMeanwhile() throws Exception {
    var live = live(endingIn(Duration.ofMinutes(4)), this::next, saved::add, later::add);

    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-0"));
    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-0"));
    assertThat(later).hasSize(1);
    later.getFirst().run();

    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-1"));
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
    var live = live(endingIn(HOUR), this::next);
    var shown = live.ready();

    var first = live.afterRefusal(shown);
    var second = live.afterRefusal(shown);

    assertThat(second).isEqualTo(first);
    assertThat(calls).hasValue(1);
  }

  @Test
  void accountThatMustLogInAgainIsNotAskedForAnyMore() {
    var live = live(endingIn(Duration.ZERO), this::loggedOut);

    assertThatThrownBy(live::ready).isInstanceOf(AccountException.class);
    assertThatThrownBy(live::ready)
        .hasMessage("invalid_grant; log in again")
        .extracting(e -> ((AccountException) e).failure().kind())
        .isEqualTo(FailureKind.NEEDS_LOGIN);
    assertThat(calls).hasValue(1);
    assertThat(live.needsLogin()).contains("invalid_grant; log in again");
    assertThat(news).containsExactly("needs login: invalid_grant; log in again");
  }

  @Test
  void newLoginInTheFileEndsThat() throws Exception {
    var stored = new ArrayList<OAuthAccount>();
    var live =
        live(
            endingIn(Duration.ZERO),
            this::loggedOut,
            new AccountStore() {
              @Override
              public void save(OAuthAccount account) {}

              @Override
              public Optional<OAuthAccount> load(String id) {
                return stored.stream().findFirst();
              }
            },
            Runnable::run);
    assertThatThrownBy(live::ready).isInstanceOf(AccountException.class);

    stored.add(account("at-new", clock.instant().plus(HOUR)));
    live.tend(Duration.ofMinutes(10));

    assertThat(live.needsLogin()).isEmpty();
    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-new"));
    assertThat(calls).hasValue(1);
  }

  @Test
  void tokensThatAnotherProcessRefreshedAreTakenOver() throws Exception {
    var other = account("at-other", clock.instant().plus(HOUR));
    var live =
        live(
            endingIn(Duration.ZERO),
            this::next,
            new AccountStore() {
              @Override
              public void save(OAuthAccount account) {}

              @Override
              public Optional<OAuthAccount> load(String id) {
                return Optional.of(other);
              }
            },
            Runnable::run);

    assertThat(live.ready()).isEqualTo(other);
    assertThat(calls).hasValue(0);
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

    assertThatThrownBy(live::ready)
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("busy")
        .extracting(e -> ((AccountException) e).failure().retryAfter())
        .isEqualTo(Optional.of(Duration.ofSeconds(30)));
    assertThat(live.needsLogin()).isEmpty();
  }

  @Test
  void newTokensAreUsedAndStoredLaterWhenTheDiskIsFull() throws Exception {
    var full = new AtomicInteger(1);
    var live =
        live(
            endingIn(Duration.ZERO),
            this::next,
            account -> {
              if (full.getAndDecrement() > 0) {
                throw new IOException("disk full");
              }
              saved.add(account);
            },
            Runnable::run);

    assertThat(live.ready().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(live.isUnsaved()).isTrue();
    live.tend(Duration.ofMinutes(1));

    assertThat(live.isUnsaved()).isFalse();
    assertThat(saved).extracting(OAuthAccount::accessToken).containsExactly(Secret.of("at-1"));
    assertThat(news).containsExactly("not stored: disk full", "renewed at-1");
  }

  @Test
  void tokenThatLivesShorterThanItIsRenewedAheadIsUsedForHalfItsLife() throws Exception {
    var live =
        live(
            endingIn(Duration.ZERO),
            account -> account("at-" + calls.incrementAndGet(), clock.instant().plusSeconds(60)));

    live.ready();
    clock.advance(Duration.ofSeconds(29));
    live.ready();
    assertThat(calls).hasValue(1);
    clock.advance(Duration.ofSeconds(2));
    live.ready();
    assertThat(calls).hasValue(2);
  }

  @Test
  void tokenWhoseEndIsUnknownIsUsedUntilItIsRefused() throws Exception {
    var found =
        new OAuthAccount(
            "a", Secret.of("at-0"), Optional.empty(), Optional.empty(), Map.of(), Map.of());
    var live = live(found, this::next);

    clock.advance(Duration.ofDays(1000));
    assertThat(live.ready()).isEqualTo(found);
    assertThat(live.afterRefusal(found).accessToken()).isEqualTo(Secret.of("at-1"));
  }

  @Test
  void incompleteAccountIsPreparedOnceAndWaitedFor() throws Exception {
    var live =
        new LiveAccount(
            endingIn(HOUR),
            new Ability(Optional.empty(), Optional.of(slow())),
            saved::add,
            around());

    assertThat(live.ready().attribute("project_id")).contains("p-1");
    assertThat(live.ready().attribute("project_id")).contains("p-1");

    assertThat(sleeper.naps()).containsExactly(Duration.ofSeconds(5));
    assertThat(saved).hasSize(1);
    assertThat(calls).hasValue(2);
  }

  private AccountPreparation slow() {
    return new AccountPreparation() {
      @Override
      public boolean isComplete(OAuthAccount account) {
        return account.attribute("project_id").isPresent();
      }

      @Override
      public Step next(OAuthAccount account) {
        return calls.incrementAndGet() == 1
            ? new Waiting(account.withAttribute("begun", "1"), Duration.ofSeconds(5))
            : new Ready(account.withoutAttribute("begun").withAttribute("project_id", "p-1"));
      }
    };
  }

  @Test
  void accountThatUpstreamDoesNotServeIsForbidden() {
    var refusing =
        new AccountPreparation() {
          @Override
          public boolean isComplete(OAuthAccount account) {
            return false;
          }

          @Override
          public Step next(OAuthAccount account) {
            return new Refused("no tier for you");
          }
        };
    var live =
        new LiveAccount(
            endingIn(HOUR),
            new Ability(Optional.empty(), Optional.of(refusing)),
            saved::add,
            around());

    assertThatThrownBy(live::ready)
        .hasMessage("no tier for you")
        .extracting(e -> ((AccountException) e).failure().kind())
        .isEqualTo(FailureKind.FORBIDDEN);
  }

  private LiveAccount.Surroundings around() {
    return new LiveAccount.Surroundings(clock, sleeper::sleep, Runnable::run, observer);
  }

  private LiveAccount live(OAuthAccount account, CredentialRefresh refresh) {
    return live(account, refresh, saved::add, Runnable::run);
  }

  private LiveAccount live(
      OAuthAccount account, CredentialRefresh refresh, AccountStore store, Executor executor) {
    return new LiveAccount(
        account,
        new Ability(Optional.of(refresh), Optional.empty()),
        store,
        new LiveAccount.Surroundings(clock, sleeper::sleep, executor, observer));
  }

  private OAuthAccount next(OAuthAccount account) {
    return account("at-" + calls.incrementAndGet(), clock.instant().plus(HOUR));
  }

  private OAuthAccount fails(OAuthAccount account) throws IOException {
    calls.incrementAndGet();
    throw new IOException("busy");
  }

  private OAuthAccount loggedOut(OAuthAccount account) throws NeedsLoginException {
    calls.incrementAndGet();
    throw new NeedsLoginException("invalid_grant; log in again");
  }

  private OAuthAccount endingIn(Duration length) {
    return account("at-0", clock.instant().plus(length));
  }

  private static OAuthAccount account(String token, Instant end) {
    return new OAuthAccount(
        "a", Secret.of(token), Optional.of(Secret.of("rt")), Optional.of(end), Map.of(), Map.of());
  }
}
