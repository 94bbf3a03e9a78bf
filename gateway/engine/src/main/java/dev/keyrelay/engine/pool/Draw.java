package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Draws a few distinct members of a ready set that may be used now. All of them if there are no
 * more than a few; otherwise a random sample, which makes the cost of a choice independent of the
 * number of credentials (the power of several choices: Mitzenmacher 2001).
 */
final class Draw {

  /** How many members a choice is made from. */
  static final int SAMPLE = 8;

  private Draw() {}

  /** As {@link #from}, but those that follow an index of the configured order. */
  static List<Member> near(int index, ReadySet set, Lane lane, Set<String> excluded, Instant now) {
    var near = new ArrayList<Member>(SAMPLE);
    int next = index;
    for (int steps = set.size(); steps > 0 && near.size() < SAMPLE; steps--) {
      int position = set.positionAround(next);
      if (position < 0) {
        break;
      }
      Member member = set.at(position);
      next = member.index + 1;
      if (!excluded.contains(member.id()) && lane.admits(member, now)) {
        near.add(member);
      }
    }
    return near;
  }

  static List<Member> from(
      ReadySet set, Lane lane, Set<String> excluded, Instant now, RandomGenerator random) {
    var drawn = new ArrayList<Member>(SAMPLE);
    int next = 0;
    while (next < set.size() && drawn.size() < SAMPLE) {
      int position = next + (set.size() <= SAMPLE ? 0 : random.nextInt(set.size() - next));
      set.swap(next, position);
      Member member = set.at(next);
      if (!excluded.isEmpty() && excluded.contains(member.id())) {
        next++;
      } else if (lane.admits(member, now)) {
        drawn.add(member);
        next++;
      }
      // A member that was not admitted has left the set, and another stands in its place.
    }
    return drawn;
  }
}
