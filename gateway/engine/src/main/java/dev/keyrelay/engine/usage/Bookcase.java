package dev.keyrelay.engine.usage;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The books of every credential that was ever used, by provider and id. */
final class Bookcase {

  private final Map<String, Map<String, CredentialBook>> providers = new ConcurrentHashMap<>();
  private final CredentialBook.Shared shared;

  Bookcase(CredentialBook.Shared shared) {
    this.shared = shared;
  }

  @Nullable CredentialBook find(String provider, String credential) {
    var credentials = providers.get(provider);
    return credentials == null ? null : credentials.get(credential);
  }

  CredentialBook require(String provider, String credential) {
    var books = find(provider, credential);
    return books != null
        ? books
        : providers
            .computeIfAbsent(provider, _ -> new ConcurrentHashMap<>())
            .computeIfAbsent(credential, id -> new CredentialBook(provider, id, shared));
  }

  void forget(String provider, String credential) {
    var credentials = providers.get(provider);
    if (credentials != null) {
      credentials.remove(credential);
    }
  }

  private Collection<CredentialBook> of(String provider) {
    return providers.getOrDefault(provider, Map.of()).values();
  }

  /** How many models have a book, by each credential of a provider anew. */
  long models(String provider) {
    long models = 0;
    for (CredentialBook books : of(provider)) {
      synchronized (books) {
        models += books.models();
      }
    }
    return models;
  }
}
