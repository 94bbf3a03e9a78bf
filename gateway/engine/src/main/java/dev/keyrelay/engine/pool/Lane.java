package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.engine.limit.Verdict;
import dev.keyrelay.engine.usage.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool as one model sees it: members that are ready, by priority, and members that are held back
 * until a time or an event. A member is asked only when it is about to be chosen; one that is found
 * blocked is held back, so that no later choice comes across it again before its time.
 *
 * <p>Guarded by the pool's lock.
 */
final class Lane {

  /**
   * A member held back; {@code until} is absent if it waits for an event.
   *
   * @param frees whether a slot frees then, which is worth waiting for
   */
  private record Held(Member member, Optional<Instant> until, String reason, boolean frees) {
    Instant time() {
      return until.orElse(Instant.MAX);
    }
  }

  private final String provider;
  private final String model;
  private final Optional<String> quotaGroup;
  private final List<Limit> limits;
  private final TreeMap<Integer, ReadySet> ready = new TreeMap<>();

  /** By member index; entries of {@link #byTime} that are not in here are out of date. */
  private final @Nullable Held[] held;

  private final PriorityQueue<Held> byTime = new PriorityQueue<>(Comparator.comparing(Held::time));

  /** Those of {@link #byTime} that wait for a slot. */
  private final PriorityQueue<Held> bySlot = new PriorityQueue<>(Comparator.comparing(Held::time));

  private final TreeMap<String, Integer> reasons = new TreeMap<>();
  private int waiting;

  /** The sequential rotation's present choice. */
  @Nullable Member current;

  Lane(
      String provider,
      String model,
      Optional<String> quotaGroup,
      Collection<Member> members,
      List<Limit> limits) {
    this.provider = provider;
    this.model = model;
    this.quotaGroup = quotaGroup;
    this.limits = limits;
    this.held = new Held[members.size()];
    members.stream().filter(member -> !member.disabled).forEach(member -> set(member).add(member));
  }

  private ReadySet set(Member member) {
    return ready.computeIfAbsent(member.priority, priority -> new ReadySet(priority, held.length));
  }

  Optional<String> quotaGroup() {
    return quotaGroup;
  }

  String model() {
    return model;
  }

  Subject subject(Member member) {
    return new Subject(provider, member.id(), model, quotaGroup);
  }

  /** The ready sets, the best priority first, after those whose time has come have returned. */
  Collection<ReadySet> ready(Instant now) {
    for (var first = byTime.peek();
        first != null && (outdated(first) || !first.time().isAfter(now));
        first = byTime.peek()) {
      byTime.poll();
      if (!outdated(first)) {
        release(first.member);
      }
    }
    for (var first = bySlot.peek(); first != null && outdated(first); first = bySlot.peek()) {
      bySlot.poll();
    }
    return ready.values();
  }

  private boolean outdated(Held entry) {
    return held[entry.member.index] != entry;
  }

  /** Whether a ready member may be used now; if not, it is held back. */
  boolean admits(Member member, Instant now) {
    if (member.atCapacity()) {
      hold(new Held(member, Optional.empty(), "at its concurrency limit", false));
      return false;
    }
    for (Limit limit : limits) {
      if (limit.check(subject(member), now) instanceof Verdict.Blocked blocked) {
        hold(new Held(member, blocked.until(), blocked.reason(), limit.refills()));
        return false;
      }
    }
    return true;
  }

  private void hold(Held entry) {
    var member = entry.member;
    set(member).remove(member);
    held[member.index] = entry;
    reasons.merge(entry.reason, 1, Integer::sum);
    if (entry.until.isPresent()) {
      byTime.add(entry);
      if (entry.frees) {
        bySlot.add(entry);
      }
    } else {
      member.waitingIn.add(this);
      waiting++;
    }
  }

  /**
   * Lets a member back in, to be asked again before it is chosen; does nothing if it is not held.
   */
  void release(Member member) {
    var entry = held[member.index];
    if (entry == null) {
      return;
    }
    held[member.index] = null;
    reasons.merge(entry.reason, -1, (count, one) -> count == 1 ? null : count - 1);
    if (entry.until.isEmpty()) {
      waiting--;
      member.waitingIn.remove(this);
    }
    if (!member.disabled) {
      set(member).add(member);
    }
  }

  /** Takes a member out of the choice, or lets it in again. */
  void setDisabled(Member member, boolean disabled) {
    release(member);
    if (disabled) {
      set(member).remove(member);
      current = current == member ? null : current;
    } else {
      set(member).add(member);
    }
  }

  /** Whether a member may be used now, held back or not. */
  boolean serves(Member member, Instant now) {
    ready(now);
    return set(member).contains(member) && admits(member, now);
  }

  /** Whether some member is not held back, tried by a request or not. */
  boolean anyReady() {
    return ready.values().stream().anyMatch(set -> set.size() > 0);
  }

  /** What a request that has tried some members may wait for. */
  Denied.Prospect prospect(Set<String> tried, Instant now) {
    if (anyWaiting()) {
      return Denied.ATTEMPT;
    }
    ready(now);
    var first = bySlot.peek();
    return first == null || tried.contains(first.member.id())
        ? Denied.NONE
        : new Denied.Prospect.Slot(first.time());
  }

  /** Whether some member waits for an event, such as the end of an attempt. */
  boolean anyWaiting() {
    return waiting > 0;
  }

  /** When the first held member returns, if a time is known. */
  Optional<Instant> earliest(Instant now) {
    ready(now);
    return Optional.ofNullable(byTime.peek()).flatMap(Held::until);
  }

  /** When a member returns: now if it is not held, absent if no time is known. */
  Optional<Instant> returns(Member member, Instant now) {
    var entry = held[member.index];
    return entry == null ? Optional.of(now) : entry.until;
  }

  /** How many members are held back, by reason. */
  Map<String, Integer> reasons() {
    return Map.copyOf(reasons);
  }
}
