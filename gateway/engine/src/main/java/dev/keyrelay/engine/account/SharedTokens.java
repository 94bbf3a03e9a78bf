package dev.keyrelay.engine.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.credential.AccountDocument;
import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An account whose tokens all instances share: the newest are kept, sealed with the master key,
 * where the instances meet, and one instance at a time renews them. While that place is away, or
 * holds what cannot be read, the account is kept and renewed as by an instance that is alone.
 */
final class SharedTokens implements AccountStore {

  private static final Logger LOG = LoggerFactory.getLogger(SharedTokens.class);

  /** Longer than a renewal, which is a call or two of at most 20 s: then its instance is dead. */
  private static final Duration TURN = Duration.ofSeconds(45);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** An instance that starts later with spent tokens in its environment gets the newest. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final AccountStore own;
  private final SharedState shared;
  private final MasterKey key;
  private final InstantSource clock;
  private final Pause pause;
  private Instant renewed = Instant.MIN;

  /** What another instance renewed, and when by its clock. */
  private record Told(OAuthAccount account, Instant renewed) {}

  /**
   * An account.
   *
   * @param own where this instance keeps it
   * @param pause how to wait for another instance
   */
  SharedTokens(
      AccountStore own, SharedState shared, MasterKey key, InstantSource clock, Pause pause) {
    this.own = own;
    this.shared = shared;
    this.key = key;
    this.clock = clock;
    this.pause = pause;
  }

  private static String name(String id) {
    return "account:" + id;
  }

  @Override
  public synchronized void save(OAuthAccount account) throws IOException {
    renewed = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    // The others first: a full disk here must not leave them with a spent refresh token.
    shared.put(name(account.id()), sealed(account), KEPT);
    own.save(account);
  }

  private String sealed(OAuthAccount account) throws IOException {
    ObjectNode root = JsonBody.MAPPER.createObjectNode();
    root.withObject("/of").put("id", account.id()).put("renewed", renewed.toEpochMilli());
    ObjectNode fields = root.withObject("/credential");
    account.attributes().forEach(fields::put);
    account.secrets().forEach((name, secret) -> fields.put(name, secret.reveal()));
    fields.put("access_token", account.accessToken().reveal());
    account.refreshToken().ifPresent(token -> fields.put("refresh_token", token.reveal()));
    account.expiresAt().ifPresent(end -> fields.put("expiry_date", end.toEpochMilli()));
    var document = new AccountDocument(root, true);
    return new String(document.bytes(Optional.of(key)), StandardCharsets.UTF_8);
  }

  @Override
  public synchronized Optional<OAuthAccount> load(String id) throws IOException {
    var here = own.load(id);
    // What is older than this instance's own renewal has a spent refresh token.
    var there =
        shared
            .get(name(id))
            .flatMap(text -> opened(id, text))
            .filter(told -> !told.renewed().isBefore(renewed))
            .map(Told::account);
    if (there.isEmpty() || (here.isPresent() && !newer(there.get(), here.get()))) {
      return here;
    }
    if (here.isPresent()) {
      keep(there.get());
    }
    return there;
  }

  private static boolean newer(OAuthAccount one, OAuthAccount other) {
    return !one.accessToken().equals(other.accessToken())
        && LiveAccount.end(one).isAfter(LiveAccount.end(other));
  }

  private void keep(OAuthAccount account) {
    try {
      own.save(account);
    } catch (IOException e) {
      LOG.warn("tokens of account {} are not stored: {}", account.id(), e.getMessage());
    }
  }

  /** Only what was sealed for this very account: whoever writes there may have exchanged them. */
  private Optional<Told> opened(String id, String text) {
    try {
      var document =
          AccountDocument.of(
              "The account in the shared state",
              text.getBytes(StandardCharsets.UTF_8),
              Optional.of(key));
      var of = document.json().path("of");
      return document.encrypted() && of.path("id").asText().equals(id)
          ? Optional.of(
              new Told(
                  document.fields().account(id), Instant.ofEpochMilli(of.path("renewed").asLong())))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("account {} is renewed by this instance alone: {}", id, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Turn turn(String id) throws InterruptedException {
    for (var waited = Duration.ZERO;
        waited.compareTo(TURN) < 0;
        waited = waited.plus(BETWEEN_LOOKS)) {
      var lock = shared.lock(name(id), TURN);
      if (lock.isPresent()) {
        return lock.get()::run;
      }
      if (!shared.reachable()) {
        return Turn.ALONE;
      }
      pause.of(BETWEEN_LOOKS);
    }
    return Turn.ALONE;
  }
}
