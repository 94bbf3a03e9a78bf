package dev.keyrelay.engine.stats;

import dev.keyrelay.engine.config.CustomCap;
import dev.keyrelay.engine.limit.FairCycle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What quota statistics are made of, apart from the ledger. */
public interface StatsSource {

  /** The configured providers, in order. */
  List<String> providers();

  /** {@code balanced} or {@code sequential}. */
  String rotationMode(String provider);

  /** The configured credentials of a provider, in order. */
  List<CredentialView> credentials(String provider);

  /** The active cooldowns of a provider's credentials, by credential. */
  Map<String, List<CooldownView>> cooldowns(String provider);

  /** How a credential stands in the fair cycle of a model or quota group. */
  FairCycle.View fairCycle(String provider, String credential, String quotaScope);

  /** The caps of a credential for a model or quota group. */
  List<CustomCap> caps(String provider, String credential, String modelOrGroup);

  /**
   * A credential.
   *
   * @param id its id, a salted hash or a name
   * @param name for people: a file's name or the masked key
   * @param masked the key or the file's name, not revealing it
   * @param email the account's, if it has one
   * @param tier the account's tier, if it is known
   * @param priority its rank, 1 the best, if it is known
   * @param inFlight how many attempts are under way
   * @param disabled whether an operator took it out
   * @param needsLogin why it must log in again, if it must
   */
  record CredentialView(
      String id,
      String name,
      String masked,
      Optional<String> email,
      Optional<String> tier,
      OptionalInt priority,
      int inFlight,
      boolean disabled,
      Optional<String> needsLogin) {}

  /**
   * An active cooldown.
   *
   * @param subject the model or quota group; empty if it covers the whole credential
   * @param reason its cause
   * @param source who says so
   * @param until its end
   */
  record CooldownView(Optional<String> subject, String reason, String source, Instant until) {}
}
