package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.spi.Credential;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a pool, in configured order, and their lanes. Used under the pool's lock, but for
 * {@link #find}, {@link #all} and {@link #rules}: who is a member never changes.
 */
final class Members {

  private final String provider;
  private volatile PoolRules rules;
  private final List<Limit> limits;
  private final List<Member> all = new ArrayList<>();
  private final Map<String, Member> byId = new HashMap<>();
  private final Lanes lanes;
  private int disabled;

  Members(
      String provider, List<CredentialPool.Entry> entries, PoolRules rules, List<Limit> limits) {
    this.provider = provider;
    this.rules = rules;
    this.limits = limits;
    this.lanes = new Lanes(provider, all, limits);
    entries.forEach(entry -> join(made(entry)));
  }

  private Member made(CredentialPool.Entry entry) {
    return new Member(all.size(), entry.credential(), entry.priority(), rules.concurrency());
  }

  private void join(Member member) {
    if (byId.putIfAbsent(member.id(), member) == null) {
      member.index = all.size();
      disabled += member.disabled ? 1 : 0;
      all.add(member);
    }
  }

  /**
   * Other members in the place of these, which are not to be used any more. Who stays is the same
   * member with the same credential, rank and attempts; who goes is disabled for good.
   */
  Members changedTo(List<CredentialPool.Entry> entries) {
    var changed = new Members(provider, List.of(), rules, limits);
    for (var entry : entries) {
      changed.join(find(entry.credential().id()).orElseGet(() -> changed.made(entry)));
    }
    all.forEach(member -> member.waitingIn.clear());
    all.stream()
        .filter(member -> changed.find(member.id()).isEmpty())
        .forEach(member -> member.disabled = true);
    changed.lanes.follow(lanes);
    return changed;
  }

  String provider() {
    return provider;
  }

  /** The rules in force. */
  PoolRules rules() {
    return rules;
  }

  Lanes lanes() {
    return lanes;
  }

  List<Member> all() {
    return all;
  }

  Optional<Member> find(String credential) {
    return Optional.ofNullable(byId.get(credential));
  }

  /** How many are not disabled. */
  int enabled() {
    return all.size() - disabled;
  }

  /** Takes a member out of every choice, or lets it in again; whether that changes anything. */
  boolean setDisabled(Member member, boolean out) {
    if (member.disabled == out) {
      return false;
    }
    member.disabled = out;
    disabled += out ? 1 : -1;
    lanes.all().forEach(lane -> lane.setDisabled(member, out));
    return true;
  }

  /** Gives a member a fresh credential and its rank; whether the rank changes. */
  boolean replace(Member member, Credential fresh, int priority) {
    member.credential = fresh;
    if (member.priority == priority) {
      return false;
    }
    lanes.all().forEach(lane -> lane.setDisabled(member, true));
    member.rank(priority, rules.concurrency());
    lanes.all().forEach(lane -> lane.setDisabled(member, member.disabled));
    return true;
  }

  /** Lets members carry what other rules say. What held any of them back may have changed. */
  void follow(PoolRules other) {
    rules = other;
    for (Member member : all) {
      member.rank(member.priority, other.concurrency());
      release(member);
    }
  }

  /** What held a member back may have changed in any lane. */
  void release(Member member) {
    member.forgetCount();
    lanes.all().forEach(lane -> lane.release(member));
  }

  List<CredentialPool.MemberView> views() {
    return all.stream()
        .map(
            m ->
                new CredentialPool.MemberView(
                    m.credential, m.priority, m.inFlight, m.max, m.disabled))
        .toList();
  }
}
