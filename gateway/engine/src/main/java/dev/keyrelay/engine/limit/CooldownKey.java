package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Scope;
import java.util.List;
import java.util.Optional;

/**
 * What one cooldown covers.
 *
 * @param scope the kind of coverage
 * @param provider the provider id
 * @param credential the credential's id; empty for the scopes of a whole provider
 * @param subject the model or quota group; empty for scopes that cover every model
 */
public record CooldownKey(Scope scope, String provider, String credential, String subject) {

  /** The key of a failure of the given scope; absent for {@link Scope#NONE}. */
  public static Optional<CooldownKey> of(Scope scope, Subject subject) {
    return switch (scope) {
      case NONE -> Optional.empty();
      case CREDENTIAL -> Optional.of(credential(subject));
      case CREDENTIAL_MODEL -> Optional.of(model(subject));
      case CREDENTIAL_QUOTA_GROUP -> Optional.of(quotaGroup(subject));
      case PROVIDER_MODEL ->
          Optional.of(new CooldownKey(scope, subject.provider(), "", subject.model()));
      case PROVIDER -> Optional.of(new CooldownKey(scope, subject.provider(), "", ""));
    };
  }

  /** The keys under which a credential may be cooling down for a subject. */
  static List<CooldownKey> ofCredential(Subject subject) {
    return List.of(credential(subject), model(subject), quotaGroup(subject));
  }

  /** The keys under which a provider may be set aside for a model. */
  static List<CooldownKey> ofProvider(String provider, String model) {
    return List.of(
        new CooldownKey(Scope.PROVIDER, provider, "", ""),
        new CooldownKey(Scope.PROVIDER_MODEL, provider, "", model));
  }

  private static CooldownKey credential(Subject subject) {
    return new CooldownKey(Scope.CREDENTIAL, subject.provider(), subject.credential(), "");
  }

  private static CooldownKey model(Subject subject) {
    return new CooldownKey(
        Scope.CREDENTIAL_MODEL, subject.provider(), subject.credential(), subject.model());
  }

  private static CooldownKey quotaGroup(Subject subject) {
    return new CooldownKey(
        Scope.CREDENTIAL_QUOTA_GROUP,
        subject.provider(),
        subject.credential(),
        subject.quotaScope());
  }
}
