package dev.keyrelay.engine.routing;

import dev.keyrelay.spi.Blame;
import dev.keyrelay.spi.FailureKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which failures move a request on to the next target of its plan, once the present one cannot
 * serve. Failures of the request itself stay where they are: the next target would say the same.
 * The table of all kinds is in this package's README.
 *
 * @param movesOn the kinds that move on
 * @param streams whether streamed requests move on too; in any case only before their first byte
 */
public record Chain(Set<FailureKind> movesOn, boolean streams) {

  /** Every failure but those that the request itself is to blame for. */
  public static final Chain STANDARD = new Chain(notTheRequest(), true);

  /** Nothing moves on: there is no further target. */
  public static final Chain END = new Chain(Set.of(), false);

  public Chain {
    movesOn = Set.copyOf(movesOn);
  }

  private static Set<FailureKind> notTheRequest() {
    var kinds = EnumSet.allOf(FailureKind.class);
    kinds.removeIf(kind -> kind.blame() == Blame.REQUEST);
    return kinds;
  }

  /** Whether a failure of this kind moves on. */
  public boolean movesOn(FailureKind kind) {
    return movesOn.contains(kind);
  }

  /** What holds when a target is the last one, or when a stream may not move on. */
  public Chain after(boolean last, boolean stream) {
    return last || (stream && !streams) ? END : this;
  }

  /** This chain with some kinds that move on too, and some that do not. */
  public Chain with(Set<FailureKind> also, Set<FailureKind> not, boolean streamsToo) {
    var kinds = EnumSet.noneOf(FailureKind.class);
    kinds.addAll(movesOn);
    kinds.addAll(also);
    kinds.removeAll(not);
    return new Chain(kinds, streamsToo);
  }
}
