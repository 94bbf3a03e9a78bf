package dev.keyrelay.engine.credential;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells credentials that were found twice: of the same id, or accounts of the same mail address, or
 * with the same refresh token.
 */
final class SameCredentials {

  private record Mark(String provider, String kind, Object value) {}

  private final Map<Mark, FoundCredential> first = new HashMap<>();

  /** The credential that was found before and is the same; else this one is remembered. */
  Optional<FoundCredential> first(FoundCredential found) {
    var marks = marks(found);
    var before = marks.stream().map(first::get).filter(Objects::nonNull).findFirst();
    if (before.isEmpty()) {
      marks.forEach(mark -> first.put(mark, found));
    }
    return before;
  }

  private static List<Mark> marks(FoundCredential found) {
    var marks = new ArrayList<Mark>();
    marks.add(new Mark(found.provider(), "id", found.id()));
    if (found.credential() instanceof OAuthAccount account) {
      account
          .attribute("email")
          .map(email -> email.toLowerCase(Locale.ROOT))
          .ifPresent(email -> marks.add(new Mark(found.provider(), "email", email)));
      Optional<Secret> token = account.refreshToken();
      token.ifPresent(secret -> marks.add(new Mark(found.provider(), "token", secret)));
    }
    return marks;
  }
}
