package dev.keyrelay.engine;

import dev.keyrelay.engine.account.AccountFolder;
import dev.keyrelay.engine.account.AccountStore;
import dev.keyrelay.engine.account.Accounts;
import dev.keyrelay.engine.config.ServiceSettings;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.credential.Origin;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.pool.CredentialPool;
import dev.keyrelay.engine.pool.PoolRules;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.SideHttp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Makes providers, those that have credentials with their pools. */
final class ProviderPools implements AutoCloseable {

  private final Makings makings;
  private volatile Discovered discovered;
  private final Map<String, ActiveProvider> active;
  private final Limits limits;
  private final Accounts accounts;
  private final AccountFolder folder;
  private final UnaryOperator<AccountStore> sharing;
  private final Map<String, Provider> idle = new ConcurrentHashMap<>();

  /** What providers are made with, whatever the configuration. */
  record Makings(Plugins plugins, SideHttp http, InstantSource clock, Chances chances) {}

  /**
   * Makes none yet.
   *
   * @param active where those with credentials go, by id
   * @param sharing has other instances take part in the renewal of an account
   */
  ProviderPools(
      Makings makings,
      Discovered discovered,
      Map<String, ActiveProvider> active,
      Limits limits,
      Accounts accounts,
      AccountFolder folder,
      UnaryOperator<AccountStore> sharing) {
    this.makings = makings;
    this.discovered = discovered;
    this.active = active;
    this.limits = limits;
    this.accounts = accounts;
    this.folder = folder;
    this.sharing = sharing;
  }

  /**
   * Gives providers other rules and credentials than they had. One that had none is made as the
   * changed configuration says; one that has none any more keeps its pool, which lends nothing.
   */
  void follow(Discovered other) {
    var before = discovered.credentials();
    var now = other.credentials();
    discovered = other;
    active.forEach((id, one) -> one.pool().follow(rules(id)));
    var ids = new HashSet<>(before.byProvider().keySet());
    ids.addAll(now.byProvider().keySet());
    for (String id : ids) {
      if (!places(before.of(id)).equals(places(now.of(id)))) {
        change(id, before.of(id), now.of(id));
        limits.peersChanged(id);
      }
    }
  }

  private record Place(String credential, Origin origin) {}

  /** Tokens in a file change all the time, and {@link Accounts} sees to it. */
  private static List<Place> places(List<FoundCredential> found) {
    return found.stream().map(one -> new Place(one.id(), one.origin())).toList();
  }

  private void change(String id, List<FoundCredential> before, List<FoundCredential> now) {
    var used = active.get(id);
    if (used == null) {
      activate(id, now);
      return;
    }
    var gone = new HashSet<>(places(before));
    // An account that is kept in another file is another one to look after.
    now.stream()
        .filter(one -> !gone.remove(new Place(one.id(), one.origin())))
        .forEach(one -> lookAfter(used.provider(), one));
    used.pool().changeTo(entries(used.provider(), now));
    gone.stream()
        .map(Place::credential)
        .filter(credential -> !used.pool().has(credential))
        .forEach(accounts::remove);
  }

  /** Makes a provider with its credentials, unless its plugin refuses. */
  void activate(String id, List<FoundCredential> found) {
    var provider = makings.plugins().create(context(id));
    provider.ifPresent(
        made ->
            active.put(
                id,
                new ActiveProvider(
                    made,
                    pool(made, id, found),
                    discovered.policies().of(id).quotaGroups(made.profile().quotaGroups()))));
  }

  /** A provider, with or without a credential: logins come before credentials. */
  Optional<Provider> any(String id) {
    var used = active.get(id);
    return used != null
        ? Optional.of(used.provider())
        : Optional.ofNullable(
            idle.computeIfAbsent(
                id, other -> makings.plugins().create(context(other)).orElse(null)));
  }

  private ProviderContext context(String id) {
    record Context(String providerId, ProviderSettings settings, InstantSource clock, SideHttp http)
        implements ProviderContext {}
    return new Context(
        id,
        new ServiceSettings(discovered.configuration().environment(), discovered.names().of(id)),
        makings.clock(),
        makings.http());
  }

  private void lookAfter(Provider provider, FoundCredential found) {
    if (found.credential() instanceof OAuthAccount account) {
      var store =
          found.origin() instanceof Origin.File file
              ? folder.file(file.path())
              : AccountStore.NOWHERE;
      accounts.add(provider, account, sharing.apply(store));
    }
  }

  private List<Limit> limits(Provider provider) {
    var all = new ArrayList<>(limits.beside());
    if (provider.credentialRefresh().isPresent() || provider.accountPreparation().isPresent()) {
      all.add(new LoggedOut(accounts));
    }
    return all;
  }

  private static List<CredentialPool.Entry> entries(
      Provider provider, List<FoundCredential> found) {
    return found.stream()
        .map(one -> one.credential())
        .map(one -> new CredentialPool.Entry(one, provider.rank(one).orElse(1)))
        .toList();
  }

  private CredentialPool pool(Provider provider, String id, List<FoundCredential> found) {
    found.forEach(one -> lookAfter(provider, one));
    return new CredentialPool(
        id,
        entries(provider, found),
        rules(id),
        new CredentialPool.Parts(
            limits.cooldowns(),
            limits(provider),
            limits.ledger(),
            limits,
            makings.clock(),
            makings.chances().next()));
  }

  private PoolRules rules(String id) {
    return PoolRules.of(
        discovered.policies().of(id), discovered.configuration().gateway().rotationTolerance());
  }

  @Override
  public void close() {
    active.values().forEach(provider -> provider.provider().close());
    idle.values().forEach(Provider::close);
  }
}
