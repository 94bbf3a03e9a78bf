package dev.keyrelay.engine.pool;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Finds the sessions with the most requests among all that a pool remembers.
 *
 * @param credential whose; empty for those of all
 * @param most how many
 */
record BusiestSessions(Optional<String> credential, int most) {

  /** The least busy first; of two alike the one that was used longer ago. */
  private static final Comparator<SessionView> ORDER =
      Comparator.comparingLong(SessionView::requests)
          .thenComparing(SessionView::used)
          .thenComparing(SessionView::session);

  /** So many are looked at while the pool waits. */
  private static final int SLICE = 256;

  /** The busiest first. The lock is taken for a moment at a time. */
  List<SessionView> of(Set<Bound> sessions, PoolLock lock) {
    var kept = new PriorityQueue<>(ORDER);
    Iterator<Bound> left = sessions.iterator();
    while (left.hasNext()) {
      try (var _ = lock.take()) {
        for (int i = 0; i < SLICE && left.hasNext(); i++) {
          keep(left.next(), kept);
        }
      }
    }
    return kept.stream().sorted(ORDER.reversed()).toList();
  }

  private void keep(Bound session, PriorityQueue<SessionView> kept) {
    boolean wanted = session.isOwn() && credential.map(session.member.id()::equals).orElse(true);
    if (wanted && (kept.size() < most || session.busierThan(kept.peek()))) {
      kept.add(session.view());
      if (kept.size() > most) {
        kept.remove();
      }
    }
  }
}
