package dev.keyrelay.engine;

import dev.keyrelay.engine.credential.Credentials;
import dev.keyrelay.engine.credential.FoundCredential;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of credentials when they were looked for again.
 *
 * @param added those that were not there before
 * @param removed those that are not there any more
 */
public record CredentialChanges(List<FoundCredential> added, List<FoundCredential> removed) {

  static CredentialChanges between(Credentials before, Credentials now) {
    return new CredentialChanges(without(now, before), without(before, now));
  }

  private static List<FoundCredential> without(Credentials these, Credentials those) {
    Set<String> known = all(those).map(FoundCredential::id).collect(Collectors.toSet());
    return all(these).filter(one -> !known.contains(one.id())).toList();
  }

  private static Stream<FoundCredential> all(Credentials credentials) {
    return credentials.byProvider().values().stream().flatMap(List::stream);
  }
}
