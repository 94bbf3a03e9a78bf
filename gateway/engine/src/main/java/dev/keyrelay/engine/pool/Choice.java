package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import java.util.List;
import java.util.Optional;

/**
 * What a pool would do with a wish now, without doing it.
 *
 * @param how what decides: {@code session}, {@code rendezvous}, {@code balanced} or {@code
 *     sequential}
 * @param chosen the credential that would be lent; absent if none can be, and where chance decides
 * @param candidates every credential, the likeliest first, then those that are excluded
 * @param session what is remembered of the session
 * @param waits whether the request would wait for its session's credential
 * @param setAside the cooldown of the whole provider, or of the model on it
 */
public record Choice(
    String how,
    Optional<String> chosen,
    List<Candidate> candidates,
    Optional<SessionView> session,
    boolean waits,
    Optional<Cooldown> setAside) {

  public Choice {
    candidates = List.copyOf(candidates);
  }
}
