package dev.keyrelay.engine.account;

import dev.keyrelay.engine.plugin.PluginDefect;
import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth account in use. However many threads want a fresh token at once, upstream is asked once,
 * and all of them get the outcome. An account that must log in again is not asked for any more,
 * until its file holds other tokens.
 */
public final class LiveAccount {

  /** How long after a failed renewal an account that still serves is used without another try. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** How long a request waits for an account that is being signed up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LONGEST_PREPARATION = Duration.ofMinutes(6);

  private final Ability ability;
  private final AccountStore store;
  private final Surroundings around;

  private volatile State state;
  private boolean unsaved;
  private Optional<String> needsLogin = Optional.empty();
  private Instant pausedUntil = Instant.MIN;
  private @Nullable CompletableFuture<OAuthAccount> flight;

  /**
   * The account, and until when it serves without a thought.
   *
   * @param complete whether it has all that requests need
   */
  private record State(OAuthAccount account, Instant freshUntil, boolean complete) {

    boolean serves(Instant now) {
      return complete && now.isBefore(account.expiresAt().orElse(Instant.MAX));
    }
  }

  /**
   * What an account is given.
   *
   * @param clock what time it is
   * @param pause how to wait
   * @param executor runs renewals: beside the caller, or in its place
   * @param observer is told what becomes of it
   */
  public record Surroundings(
      InstantSource clock, Pause pause, Executor executor, AccountObserver observer) {}

  /** Upstream does not serve this account; it says why. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /** An account as it was found. */
  LiveAccount(OAuthAccount found, Ability ability, AccountStore store, Surroundings around) {
    this.ability = ability;
    this.store = store;
    this.around = around;
    this.state = state(found, ability.ahead());
  }

  private State state(OAuthAccount account, Duration ahead) {
    var until = account.expiresAt().map(end -> end.minus(ahead)).orElse(Instant.MAX);
    boolean complete = ability.preparation().map(p -> p.isComplete(account)).orElse(true);
    return new State(account, until, complete);
  }

  /** The account as it is now, without any call. */
  public OAuthAccount current() {
    return state.account;
  }

  /** Why the account must log in again; empty while it need not. */
  public synchronized Optional<String> needsLogin() {
    return needsLogin;
  }

  /** Whether the newest tokens could not be stored; {@link #tend} tries again. */
  public synchronized boolean isUnsaved() {
    return unsaved;
  }

  /** Whether a token that upstream refuses can be replaced. */
  boolean renews() {
    return ability.refresh().isPresent();
  }

  /**
   * An account that requests can be made with. One whose token ends soon is renewed meanwhile; one
   * whose token has ended, or that is not complete, is waited for.
   *
   * @throws AccountException if it does not serve
   */
  public OAuthAccount ready() throws AccountException, InterruptedException {
    State now = state;
    Instant at = around.clock().instant();
    return now.complete && at.isBefore(now.freshUntil) ? now.account : renewed(now, at);
  }

  private OAuthAccount renewed(State now, Instant at)
      throws AccountException, InterruptedException {
    boolean serves = now.serves(at);
    if (serves && isPaused(at)) {
      return now.account;
    }
    var renewal = launched(now.account, Optional.of(at));
    return serves && !renewal.isDone() ? now.account : landed(renewal, serves ? now.account : null);
  }

  private synchronized boolean isPaused(Instant at) {
    return at.isBefore(pausedUntil);
  }

  /**
   * An account with another token than the one that upstream refused.
   *
   * @param refused the account as it was shown
   */
  public OAuthAccount afterRefusal(OAuthAccount refused)
      throws AccountException, InterruptedException {
    var account = landed(launched(refused, Optional.empty()), null);
    boolean other = !account.accessToken().equals(refused.accessToken());
    // What was joined may have been a mere preparation with the same token.
    return other ? account : landed(launched(refused, Optional.empty()), null);
  }

  /**
   * What is done now and then without a request: a token that ends within a length is renewed,
   * tokens that could not be stored are stored, and one that must log in again is looked up.
   */
  void tend(Duration within) throws AccountException, InterruptedException {
    storeAgain();
    State now = state;
    Instant soon = around.clock().instant().plus(within);
    if (needsLogin().isPresent() || !now.complete || !soon.isBefore(now.freshUntil)) {
      landed(launched(now.account, Optional.of(soon)), now.account);
    }
  }

  private void storeAgain() {
    if (isUnsaved()) {
      save(state.account);
    }
  }

  /**
   * Starts a renewal, or joins the one under way.
   *
   * @param due a token that is fresh beyond this is kept; absent if it was refused
   */
  private CompletableFuture<OAuthAccount> launched(OAuthAccount stale, Optional<Instant> due)
      throws AccountException {
    CompletableFuture<OAuthAccount> mine;
    synchronized (this) {
      boolean replaced = !state.account.accessToken().equals(stale.accessToken());
      if (replaced && state.complete) {
        return CompletableFuture.completedFuture(state.account);
      }
      if (needsLogin.isPresent() && !foundOther(false)) {
        throw loggedOut(needsLogin.get());
      }
      if (flight != null) {
        return flight;
      }
      mine = new CompletableFuture<>();
      flight = mine;
    }
    try {
      around.executor().execute(() -> fly(due, mine));
    } catch (RejectedExecutionException _) {
      // The engine closes; whoever still waits is served.
      fly(due, mine);
    }
    return mine;
  }

  private void fly(Optional<Instant> due, CompletableFuture<OAuthAccount> outcome) {
    try {
      renew(due);
      prepare();
      ended(Optional.empty(), Instant.MIN);
      outcome.complete(state.account);
    } catch (NeedsLoginException e) {
      String why = String.valueOf(e.getMessage());
      ended(Optional.of(why), Instant.MIN);
      around.observer().needsLogin(state.account, why);
      outcome.completeExceptionally(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      ended(Optional.empty(), Instant.MIN);
      outcome.completeExceptionally(new IOException("the renewal was interrupted"));
    } catch (IOException | RuntimeException e) {
      ended(Optional.empty(), around.clock().instant().plus(PAUSE));
      outcome.completeExceptionally(e);
    }
  }

  private void renew(Optional<Instant> due)
      throws IOException, InterruptedException, NeedsLoginException {
    OAuthAccount before = state.account;
    try (var _ = store.turn(before.id())) {
      foundOther(due.isEmpty());
      boolean same = state.account.accessToken().equals(before.accessToken());
      // What was found instead of a refused token may have ended, too.
      boolean over = !around.clock().instant().isBefore(end(state.account));
      if (due.map(at -> !at.isBefore(state.freshUntil)).orElse(same || over)) {
        refresh();
      }
    }
  }

  private synchronized void ended(Optional<String> login, Instant paused) {
    flight = null;
    needsLogin = login;
    pausedUntil = paused;
  }

  /**
   * Takes over what another process, or a new login, has stored; whether there was something.
   *
   * @param refused whether the present token serves no more, whenever it was to end
   */
  private boolean foundOther(boolean refused) {
    synchronized (this) {
      if (unsaved) {
        return false;
      }
    }
    try {
      OAuthAccount now = state.account;
      var least = refused ? around.clock().instant() : now.expiresAt().orElse(Instant.MIN);
      var stored =
          store
              .load(now.id())
              .filter(other -> !other.accessToken().equals(now.accessToken()))
              .filter(other -> !end(other).isBefore(least));
      stored.ifPresent(other -> publish(state(other, ability.ahead())));
      return stored.isPresent();
    } catch (IOException _) {
      return false;
    }
  }

  /** When its token ends; as late as can be if that is not known. */
  static Instant end(OAuthAccount account) {
    return account.expiresAt().orElse(Instant.MAX);
  }

  private void refresh() throws IOException, InterruptedException, NeedsLoginException {
    if (ability.refresh().isEmpty()) {
      return;
    }
    var fresh = ability.refresh().get().refresh(state.account);
    var life = Duration.between(around.clock().instant(), end(fresh));
    var half = life.dividedBy(2);
    // A token that lives shorter than it is renewed ahead would be renewed with every request.
    var ahead = half.compareTo(ability.ahead()) < 0 ? half : ability.ahead();
    save(fresh);
    publish(state(fresh, ahead.isNegative() ? Duration.ZERO : ahead));
  }

  private void prepare() throws IOException, InterruptedException {
    var begun = around.clock().instant();
    OAuthAccount account = state.account;
    while (!state.complete) {
      switch (ability.preparation().orElseThrow().next(account)) {
        case AccountPreparation.Ready ready -> {
          save(ready.account());
          var next = state(ready.account(), ability.ahead());
          publish(new State(next.account, state.freshUntil, true));
        }
        case AccountPreparation.Waiting waiting -> {
          account = waiting.account();
          around.pause().of(waiting.delay());
        }
        case AccountPreparation.Refused refused -> throw new RefusedException(refused.message());
      }
      if (Duration.between(begun, around.clock().instant()).compareTo(LONGEST_PREPARATION) > 0) {
        throw new IOException("the provider did not finish signing up the account in time");
      }
    }
  }

  /** Stores an account before anybody uses it: the old refresh token may be spent. */
  private void save(OAuthAccount account) {
    Optional<String> failed = Optional.empty();
    try {
      store.save(account);
    } catch (IOException e) {
      failed = Optional.of(String.valueOf(e.getMessage()));
    }
    synchronized (this) {
      unsaved = failed.isPresent();
    }
    failed.ifPresent(why -> around.observer().notStored(account, why));
  }

  private void publish(State next) {
    state = next;
    around.observer().renewed(next.account);
  }

  /**
   * Waits for a renewal.
   *
   * @param otherwise what serves if it fails for a passing reason
   */
  private static OAuthAccount landed(
      CompletableFuture<OAuthAccount> renewal, @Nullable OAuthAccount otherwise)
      throws AccountException, InterruptedException {
    try {
      return renewal.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case NeedsLoginException cause -> throw loggedOut(String.valueOf(cause.getMessage()));
        case RefusedException cause ->
            throw new AccountException(
                Failure.of(FailureKind.FORBIDDEN, String.valueOf(cause.getMessage())));
        case null, default -> {
          if (otherwise != null) {
            return otherwise;
          }
          throw passing("no fresh token: " + PluginDefect.told(e.getCause()));
        }
      }
    } catch (TimeoutException _) {
      throw passing("the account is still being prepared");
    }
  }

  private static AccountException loggedOut(String why) {
    return new AccountException(Failure.of(FailureKind.NEEDS_LOGIN, why));
  }

  private static AccountException passing(String why) {
    return new AccountException(
        new Failure(FailureKind.BAD_CREDENTIAL, why, Optional.empty(), Optional.of(PAUSE)));
  }
}
