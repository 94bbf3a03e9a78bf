package dev.keyrelay.engine.explain;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.pool.Candidate;
import dev.keyrelay.engine.pool.Choice;
import dev.keyrelay.engine.routing.Chain;
import dev.keyrelay.engine.routing.Considered;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.engine.usage.WindowState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request would lead to now.
 *
 * @param question the request
 * @param at when this was so
 * @param targets what would be asked, in this order
 * @param leftOut what the name stands for and cannot be called
 * @param chain what moves on from one target to the next
 * @param first the target that would be asked first and has a credential to lend; empty if none has
 */
public record RouteExplanation(
    RouteQuestion question,
    Instant at,
    List<TargetView> targets,
    List<Considered.LeftOut> leftOut,
    Chain chain,
    Optional<TargetView> first) {

  /**
   * A target of the plan.
   *
   * @param target provider and upstream model
   * @param quotaGroup the model's quota group
   * @param passesThrough whether the provider speaks the request's dialect
   * @param choice what its pool would do
   * @param credentials what is known of each candidate, in the choice's order
   */
  public record TargetView(
      Target target,
      Optional<String> quotaGroup,
      boolean passesThrough,
      Choice choice,
      List<CredentialView> credentials) {

    /** Whether an attempt could be made, now or after a short wait. */
    public boolean serves() {
      return choice.waits() || choice.candidates().stream().anyMatch(Candidate::usable);
    }
  }

  /**
   * A credential of a target.
   *
   * @param candidate how the pool sees it
   * @param name the variable or file that it comes from
   * @param windows what is left in its windows
   * @param cooldowns what holds it back, and who says so
   */
  public record CredentialView(
      Candidate candidate,
      String name,
      List<WindowState> windows,
      Map<CooldownKey, Cooldown> cooldowns) {}

  public RouteExplanation {
    targets = List.copyOf(targets);
    leftOut = List.copyOf(leftOut);
  }
}
