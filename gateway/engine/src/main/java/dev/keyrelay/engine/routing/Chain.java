package dev.keyrelay.engine.routing;

import dev.keyrelay.spi.FailureKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which failures move a request on to the next target of its plan, once the present one cannot
 * serve. Failures of the request itself stay where they are: the next target would say the same.
 *
 * @param movesOn the kinds that move on
 */
public record Chain(Set<FailureKind> movesOn) {

  /** Every failure but those that the request itself is to blame for. */
  public static final Chain STANDARD = new Chain(notTheRequest());

  public Chain {
    movesOn = Set.copyOf(movesOn);
  }

  private static Set<FailureKind> notTheRequest() {
    var kinds = EnumSet.allOf(FailureKind.class);
    kinds.removeIf(kind -> kind.blame() == dev.keyrelay.spi.Blame.REQUEST);
    return kinds;
  }

  /** Whether a failure of this kind moves on. */
  public boolean movesOn(FailureKind kind) {
    return movesOn.contains(kind);
  }

  /** This chain with some kinds that move on too, and some that do not. */
  public Chain with(Set<FailureKind> also, Set<FailureKind> not) {
    var kinds = EnumSet.noneOf(FailureKind.class);
    kinds.addAll(movesOn);
    kinds.addAll(also);
    kinds.removeAll(not);
    return new Chain(kinds);
  }
}
