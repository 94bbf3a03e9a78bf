package dev.keyrelay.engine.usage;

import java.util.Optional;

/**
 * What a limit is asked about: one credential, for one model.
 *
 * @param provider the provider id
 * @param credential the credential's id
 * @param model the upstream model
 * @param quotaGroup the model's quota group on this provider, if it has one
 */
public record Subject(
    String provider, String credential, String model, Optional<String> quotaGroup) {

  /** The quota group, or the model if it has none: what usage is counted by. */
  public String quotaScope() {
    return quotaGroup.orElse(model);
  }
}
