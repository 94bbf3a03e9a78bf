package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.usage.UsageLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Weighted random: a member weighs what it has used less than the most used one, plus the tolerance
 * plus one. Without tolerance the least used one is taken, the first configured among equals.
 */
final class Balanced implements Selection {

  private final UsageLedger ledger;
  private final double tolerance;
  private final RandomGenerator random;

  Balanced(UsageLedger ledger, double tolerance, RandomGenerator random) {
    this.ledger = ledger;
    this.tolerance = tolerance;
    this.random = random;
  }

  @Override
  public Optional<Member> choose(Lane lane, ReadySet set, Set<String> excluded, Instant now) {
    var drawn = Draw.from(set, lane, excluded, now, random);
    return drawn.isEmpty() ? Optional.empty() : Optional.of(weighted(relaxed(drawn), lane, now));
  }

  /** Those below their optimal concurrency; all if there are none. */
  private static List<Member> relaxed(List<Member> members) {
    var relaxed = new ArrayList<Member>(members.size());
    for (Member member : members) {
      if (member.belowOptimal()) {
        relaxed.add(member);
      }
    }
    return relaxed.isEmpty() ? members : relaxed;
  }

  /** Weighted rendezvous hashing among the members that follow the conversation's place. */
  @Override
  public Optional<Member> begin(
      long conversation, Lane lane, ReadySet set, Set<String> excluded, Instant now) {
    var near = Draw.near(Rendezvous.place(conversation, set), set, lane, excluded, now);
    return near.isEmpty()
        ? Optional.empty()
        : Optional.of(kept(conversation, relaxed(near), lane, now));
  }

  /** Each member's part of all conversations is its weight's part of all weights. */
  private Member kept(long conversation, List<Member> members, Lane lane, Instant now) {
    double[] used = used(members, lane, now);
    if (tolerance <= 0) {
      return leastUsed(members, used);
    }
    double most = most(used);
    Member best = members.getFirst();
    double bestScore = Double.POSITIVE_INFINITY;
    for (int i = 0; i < used.length; i++) {
      // From 0 to 1, both left out.
      double even = ((Rendezvous.score(conversation, members.get(i).hash) >>> 12) + 0.5) * 0x1p-52;
      double score = -Math.log(even) / (most - used[i] + tolerance + 1);
      if (score < bestScore) {
        bestScore = score;
        best = members.get(i);
      }
    }
    return best;
  }

  private Member weighted(List<Member> members, Lane lane, Instant now) {
    if (members.size() == 1) {
      return members.getFirst();
    }
    double[] used = used(members, lane, now);
    return tolerance <= 0 ? leastUsed(members, used) : drawn(members, used);
  }

  /** What is under way counts as used, or a burst would all go to one member. */
  private double[] used(List<Member> members, Lane lane, Instant now) {
    var used = new double[members.size()];
    for (int i = 0; i < used.length; i++) {
      Member member = members.get(i);
      used[i] = member.used(lane, now, ledger) + member.inFlight;
    }
    return used;
  }

  private static double most(double[] used) {
    double most = 0;
    for (double count : used) {
      most = Math.max(most, count);
    }
    return most;
  }

  private static Member leastUsed(List<Member> members, double[] used) {
    int best = 0;
    for (int i = 1; i < used.length; i++) {
      boolean less = used[i] < used[best];
      boolean sooner = used[i] == used[best] && members.get(i).index < members.get(best).index;
      best = less || sooner ? i : best;
    }
    return members.get(best);
  }

  private Member drawn(List<Member> members, double[] used) {
    double most = most(used);
    double sum = 0;
    for (double count : used) {
      sum += most - count + tolerance + 1;
    }
    double point = random.nextDouble() * sum;
    for (int i = 0; i < used.length; i++) {
      point -= most - used[i] + tolerance + 1;
      if (point < 0) {
        return members.get(i);
      }
    }
    return members.getLast();
  }
}
