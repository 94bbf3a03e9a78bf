package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One member until it cannot serve, then the next in the configured order, round and round. */
final class Sequential implements Selection {

  @Override
  public Optional<Member> choose(Lane lane, ReadySet set, Set<String> excluded, Instant now) {
    Member current = lane.current;
    int start = current != null && current.priority == set.priority() ? current.index : 0;
    Member chosen = next(lane, set, excluded, now, start);
    boolean onlyTriedByThisRequest =
        current != null && excluded.contains(current.id()) && set.contains(current);
    if (chosen != null && !onlyTriedByThisRequest) {
      lane.current = chosen;
    }
    return Optional.ofNullable(chosen);
  }

  /**
   * The first usable member in the order, from the current one on; one above its optimal
   * concurrency only if there is no other nearby.
   */
  private static @Nullable Member next(
      Lane lane, ReadySet set, Set<String> excluded, Instant now, int start) {
    Member strained = null;
    int strainedCount = 0;
    int index = start;
    for (int steps = set.size(); steps > 0 && strainedCount < Rendezvous.REACH; steps--) {
      int position = set.positionAround(index);
      if (position < 0) {
        break;
      }
      Member member = set.at(position);
      index = member.index + 1;
      if (excluded.contains(member.id()) || !lane.admits(member, now)) {
        continue;
      }
      if (member.belowOptimal()) {
        return member;
      }
      strained = strained == null ? member : strained;
      strainedCount++;
    }
    return strained;
  }
}
