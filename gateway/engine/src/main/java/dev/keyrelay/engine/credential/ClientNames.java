package dev.keyrelay.engine.credential;

import dev.keyrelay.spi.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Names clients by a salted hash of the key that they present, so that logs, sessions and stored
 * responses tell them apart without telling the keys. Each is computed once.
 */
public final class ClientNames {

  /** Takes the place of the provider in {@link CredentialIds#of}. */
  private static final String CLIENTS = "client";

  private final List<Named> all;

  private record Named(Secret key, String name) {}

  /** Names the clients of a gateway as it names its credentials. */
  public ClientNames(ClientKeys keys, CredentialIds ids) {
    this(keys, key -> ids.of(CLIENTS, key));
  }

  /**
   * Names the clients of a gateway.
   *
   * @param name makes a name of a key, which cannot be told from it
   */
  public ClientNames(ClientKeys keys, UnaryOperator<String> name) {
    this.all = keys.keys().stream().map(key -> new Named(key, name.apply(key.reveal()))).toList();
  }

  /**
   * The name of the client with a key; empty if it may not come in. Takes the same time for every
   * key that is compared.
   */
  public Optional<String> of(String presented) {
    Optional<String> name = Optional.empty();
    for (Named one : all) {
      name = one.key.matches(presented) ? Optional.of(one.name) : name;
    }
    return name;
  }
}
