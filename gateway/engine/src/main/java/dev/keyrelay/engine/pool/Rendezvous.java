package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first choice for a conversation: rendezvous hashing (Thaler, Ravishankar 1998), so that every
 * instance of the gateway makes the same one and a member that comes or goes moves only its own
 * conversations. In pools beyond {@link #REACH} members the rendezvous is held among those that
 * follow the conversation's place in the configured order, which keeps the cost flat.
 *
 * <p>Members below their optimal concurrency come first.
 */
final class Rendezvous {

  /** How many members take part in one rendezvous. */
  static final int REACH = 64;

  private Rendezvous() {}

  static Optional<Member> choose(
      long conversation, Lane lane, ReadySet set, Set<String> excluded, Instant now) {
    // A member that is not admitted has left the set, so this ends.
    for (Member best = best(conversation, set, excluded);
        best != null;
        best = best(conversation, set, excluded)) {
      if (lane.admits(best, now)) {
        return Optional.of(best);
      }
    }
    return Optional.empty();
  }

  static long score(long conversation, long member) {
    return Mix.of(conversation ^ member);
  }

  private static @Nullable Member best(long conversation, ReadySet set, Set<String> excluded) {
    boolean all = set.size() <= REACH || excluded.size() >= REACH;
    int index = all ? 0 : place(conversation, set);
    Member best = null;
    long most = 0;
    for (int i = all ? set.size() : REACH; i > 0; i--) {
      Member member = set.at(all ? i - 1 : set.positionAround(index));
      index = member.index + 1;
      if (excluded.contains(member.id())) {
        continue;
      }
      long score = score(conversation, member.hash);
      boolean relaxed = member.belowOptimal();
      if (best == null || (relaxed == best.belowOptimal() ? score > most : relaxed)) {
        best = member;
        most = score;
      }
    }
    return best;
  }

  /** The index in the configured order from which members are looked at. */
  static int place(long conversation, ReadySet set) {
    return Math.floorMod(Mix.of(conversation), set.capacity());
  }
}
