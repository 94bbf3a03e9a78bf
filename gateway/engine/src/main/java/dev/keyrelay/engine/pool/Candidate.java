package dev.keyrelay.engine.pool;

import dev.keyrelay.spi.Credential;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A credential as a choice would see it now.
 *
 * @param credential the credential; its key stays inside
 * @param priority its rank, 1 the best
 * @param inFlight the attempts under way with it
 * @param max the most at once
 * @param score what the choice compares: what was used (less is better) in balanced rotation, the
 *     place in the order in sequential one, the rendezvous' number (more is better) for a session
 * @param share the chance of being chosen now, 0 to 1
 * @param exclusions why it is not a choice; empty if it is one
 */
public record Candidate(
    Credential credential,
    int priority,
    int inFlight,
    int max,
    double score,
    double share,
    List<Exclusion> exclusions) {

  /**
   * Why a credential is no choice.
   *
   * @param limit which limit says so, such as {@code cooldown}
   * @param reason in words
   * @param until when it is asked again; absent if only an event can change it
   */
  public record Exclusion(String limit, String reason, Optional<Instant> until) {}

  public Candidate {
    exclusions = List.copyOf(exclusions);
  }

  /** Whether it could be chosen. */
  public boolean usable() {
    return exclusions.isEmpty();
  }
}
