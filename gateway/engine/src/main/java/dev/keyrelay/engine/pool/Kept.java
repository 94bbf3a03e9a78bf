package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The first choice for a named conversation: rendezvous hashing (Thaler, Ravishankar 1998), so that
 * every instance of the gateway makes the same one and a member that comes or goes moves only its
 * own conversations. In pools beyond {@link #REACH} members the rendezvous is held among those that
 * follow the conversation's place in the configured order, which keeps the cost flat.
 */
final class Kept {

  /** How many members take part in one rendezvous. */
  static final int REACH = 64;

  private Kept() {}

  static Optional<Member> choose(
      long session, Lane lane, ReadySet set, Set<String> excluded, Instant now) {
    Member best = null;
    for (Member member : reached(session, set)) {
      boolean better = best == null || score(session, member.hash) > score(session, best.hash);
      if (better && !excluded.contains(member.id()) && lane.admits(member, now)) {
        best = member;
      }
    }
    return Optional.ofNullable(best);
  }

  static long score(long session, long member) {
    return Mix.of(session ^ member);
  }

  private static List<Member> reached(long session, ReadySet set) {
    int count = Math.min(REACH, set.size());
    var members = new ArrayList<Member>(count);
    int index = set.size() <= REACH ? 0 : Math.floorMod(Mix.of(session), set.capacity());
    for (int i = 0; i < count; i++) {
      Member member = set.at(set.positionAround(index));
      members.add(member);
      index = member.index + 1;
    }
    return members;
  }
}
