package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth account in use. However many threads want a fresh token at once, upstream is asked once,
 * and all of them get the outcome. An account that must log in again is not asked for any more.
 */
public final class LiveAccount {

  /** How long after a failed refresh a token that is still good is used without another try. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final CredentialRefresh refresh;
  private final AccountStore store;
  private final InstantSource clock;

  private OAuthAccount current;
  private boolean unsaved;
  private Optional<String> needsLogin = Optional.empty();
  private Instant pausedUntil = Instant.MIN;
  private @Nullable CompletableFuture<OAuthAccount> flight;

  /** An account as it was found. */
  public LiveAccount(
      OAuthAccount found, CredentialRefresh refresh, AccountStore store, InstantSource clock) {
    this.current = found;
    this.refresh = refresh;
    this.store = store;
    this.clock = clock;
  }

  /** The account as it is now, without any call. */
  public synchronized OAuthAccount current() {
    return current;
  }

  /** Why the account must log in again; empty while it need not. */
  public synchronized Optional<String> needsLogin() {
    return needsLogin;
  }

  /** Whether the newest tokens could not be stored; every refresh tries again. */
  public synchronized boolean isUnsaved() {
    return unsaved;
  }

  /**
   * An account whose token is good: refreshed first if it ends soon. A token that has not ended yet
   * is used when the refresh fails for a passing reason.
   *
   * @throws NeedsLoginException if the account must log in again
   * @throws IOException if there is no good token and upstream gave none
   */
  public OAuthAccount ready() throws IOException, InterruptedException, NeedsLoginException {
    OAuthAccount now = current();
    Instant at = clock.instant();
    var end = now.expiresAt();
    if (end.isEmpty() || at.isBefore(end.get().minus(refresh.ahead()))) {
      return now;
    }
    boolean ended = !at.isBefore(end.get());
    if (!ended && isPaused(at)) {
      return now;
    }
    try {
      return refreshed(now);
    } catch (IOException e) {
      if (ended) {
        throw e;
      }
      return now;
    }
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
      throws IOException, InterruptedException, NeedsLoginException {
    return refreshed(refused);
  }

  private OAuthAccount refreshed(OAuthAccount stale)
      throws IOException, InterruptedException, NeedsLoginException {
    CompletableFuture<OAuthAccount> outcome;
    boolean mine = false;
    synchronized (this) {
      if (!current.accessToken().equals(stale.accessToken())) {
        return current;
      }
      if (needsLogin.isPresent()) {
        throw new NeedsLoginException(needsLogin.get());
      }
      if (flight == null) {
        flight = new CompletableFuture<>();
        mine = true;
      }
      outcome = flight;
    }
    if (mine) {
      fly(stale, outcome);
    }
    return await(outcome);
  }

  private void fly(OAuthAccount stale, CompletableFuture<OAuthAccount> outcome)
      throws InterruptedException {
    try {
      outcome.complete(land(refresh.refresh(stale)));
    } catch (NeedsLoginException e) {
      ended(Optional.of(String.valueOf(e.getMessage())));
      outcome.completeExceptionally(e);
    } catch (InterruptedException e) {
      ended(Optional.empty());
      outcome.completeExceptionally(new IOException("the refresh was interrupted"));
      throw e;
    } catch (IOException | RuntimeException e) {
      ended(Optional.empty());
      outcome.completeExceptionally(e);
    }
  }

  private synchronized void ended(Optional<String> login) {
    flight = null;
    needsLogin = login;
    pausedUntil = clock.instant().plus(PAUSE);
  }

  /** Stores the new tokens before anybody uses them: the old refresh token may be spent. */
  private OAuthAccount land(OAuthAccount fresh) {
    boolean failed = false;
    try {
      store.save(fresh);
    } catch (IOException e) {
      failed = true;
    }
    synchronized (this) {
      current = fresh;
      unsaved = failed;
      flight = null;
    }
    return fresh;
  }

  private static OAuthAccount await(CompletableFuture<OAuthAccount> outcome)
      throws IOException, InterruptedException, NeedsLoginException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case NeedsLoginException cause -> throw cause;
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IOException("the refresh failed", e);
      }
    }
  }
}
