package dev.keyrelay.engine.account;

import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Provider;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The OAuth accounts of an engine. To an API key it costs a look at its type; to an account whose
 * token is fresh, a look-up and a comparison of times.
 */
public final class Accounts {

  private final Map<String, LiveAccount> live = new ConcurrentHashMap<>();
  private final Map<String, String> loggedOut = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final Pause pause;
  private final AccountObserver observer;
  private volatile Executor executor = Runnable::run;

  /**
   * No accounts yet.
   *
   * @param observer is told what becomes of them
   */
  public Accounts(InstantSource clock, Pause pause, AccountObserver observer) {
    this.clock = clock;
    this.pause = pause;
    this.observer = observer;
  }

  /** From now on renewals run here, beside requests; until then a request runs its own. */
  public void renewOn(Executor other) {
    executor = other;
  }

  /** Looks after an account, if its provider can do something for it. */
  public void add(Provider provider, OAuthAccount account, AccountStore store) {
    var ability = Ability.of(provider);
    if (ability.refresh().isPresent() || ability.preparation().isPresent()) {
      var around =
          new LiveAccount.Surroundings(clock, pause, task -> executor.execute(task), new Watch());
      live.put(account.id(), new LiveAccount(account, ability, store, around));
    }
  }

  /** Looks after an account no more. */
  public void remove(String credential) {
    live.remove(credential);
    loggedOut.remove(credential);
  }

  /**
   * A store whose accounts other instances see, and renew in turn with this one.
   *
   * @param own where this instance keeps an account
   */
  public AccountStore shared(AccountStore own, SharedState state, MasterKey key) {
    return new SharedTokens(own, state, key, clock, pause);
  }

  /** Keeps the list of accounts that must log in again. */
  private final class Watch implements AccountObserver {

    @Override
    public void renewed(OAuthAccount account) {
      loggedOut.remove(account.id());
      observer.renewed(account);
    }

    @Override
    public void needsLogin(OAuthAccount account, String why) {
      if (live.containsKey(account.id())) {
        loggedOut.put(account.id(), why);
        observer.needsLogin(account, why);
      }
    }

    @Override
    public void notStored(OAuthAccount account, String why) {
      observer.notStored(account, why);
    }
  }

  /**
   * A credential that a request can be made with: an account is renewed first where it must be.
   *
   * @throws AccountException if it does not serve
   */
  public Credential ready(Credential credential) throws AccountException, InterruptedException {
    if (!(credential instanceof OAuthAccount account)) {
      return credential;
    }
    var known = live.get(account.id());
    return known == null ? account : known.ready();
  }

  /** Whether a credential that upstream refuses can be exchanged for a fresh one. */
  public boolean renews(Credential credential) {
    return credential instanceof OAuthAccount account
        && Optional.ofNullable(live.get(account.id())).filter(LiveAccount::renews).isPresent();
  }

  /**
   * A credential with another token than the one that upstream refused.
   *
   * @throws AccountException if there is none
   */
  public Credential afterRefusal(Credential refused) throws AccountException, InterruptedException {
    if (!(refused instanceof OAuthAccount account)) {
      return refused;
    }
    var known = live.get(account.id());
    return known == null ? account : known.afterRefusal(account);
  }

  /** Whether an account must log in again. */
  public boolean isLoggedOut(String credential) {
    return !loggedOut.isEmpty() && loggedOut.containsKey(credential);
  }

  /** Why accounts must log in again, by credential id; the reasons hold no secret. */
  public Map<String, String> loggedOut() {
    return new TreeMap<>(loggedOut);
  }

  /** Why an account must log in again; empty while it need not. */
  public Optional<String> loggedOut(String credential) {
    return Optional.ofNullable(loggedOut.get(credential));
  }

  /** One of them, if it is looked after. */
  Optional<LiveAccount> live(String credential) {
    return Optional.ofNullable(live.get(credential));
  }

  /** All of them. */
  Collection<LiveAccount> live() {
    return live.values();
  }
}
